using System.Collections.Immutable;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Operations.Ports;

namespace HaDashboard.Configuration;

/// <summary>Where the control-plane components and the API are reached, as far as it is configured for all nodes.</summary>
/// <param name="Components">The loopback addresses of the components on every master.</param>
/// <param name="Endpoints">The addresses through which clients reach the API.</param>
/// <param name="IsProbed">False: none of the ports is probed.</param>
public sealed record ControlPlaneSettings(ComponentUrls Components, EndpointSettings Endpoints, bool IsProbed)
{
    private const string Automatic = "Auto";

    /// <summary>Command lines that print a component's log on its master; none by default.</summary>
    public ImmutableDictionary<NodeLog, string> LogCommands { get; init; } = ImmutableDictionary<NodeLog, string>.Empty;

    /// <summary>The client certificate for etcd's TLS ports; null: etcd is asked by plain HTTP only.</summary>
    public FileSetting? EtcdCertificateFile { get; init; }

    /// <summary>The private key of <see cref="EtcdCertificateFile"/>.</summary>
    public FileSetting? EtcdKeyFile { get; init; }

    /// <summary>The CA that signs etcd's own certificates; null: they are not verified.</summary>
    public FileSetting? EtcdCaFile { get; init; }

    internal IEnumerable<FileSetting> Files =>
        new[] { EtcdCertificateFile, EtcdKeyFile, EtcdCaFile }.OfType<FileSetting>();

    internal static ControlPlaneSettings Read(SettingsReader reader)
    {
        var settings = new ControlPlaneSettings(
            ComponentSettings.Read(reader, ComponentSettings.OfEveryNode),
            ReadEndpoints(reader),
            reader.Flag("Enabled", true)
        )
        {
            LogCommands = reader.Section("LogCommands", ReadLogCommands),
            EtcdCertificateFile = FileSetting.Read(reader, "EtcdCertificateFile"),
            EtcdKeyFile = FileSetting.Read(reader, "EtcdKeyFile"),
            EtcdCaFile = FileSetting.Read(reader, "EtcdCaFile"),
        };
        CheckCertificate(reader, settings);
        return settings;
    }

    private static void CheckCertificate(SettingsReader reader, ControlPlaneSettings settings)
    {
        if (settings is { EtcdCertificateFile: not null, EtcdKeyFile: null })
        {
            reader.Problem(
                "EtcdKeyFile",
                "it is missing, and EtcdCertificateFile is set",
                "Name the certificate's key file"
            );
        }

        if (settings is { EtcdCertificateFile: null, EtcdKeyFile: not null })
        {
            reader.Problem(
                "EtcdCertificateFile",
                "it is missing, and EtcdKeyFile is set",
                "Name the key's certificate file"
            );
        }
    }

    private static EndpointSettings ReadEndpoints(SettingsReader reader)
    {
        var (localChoice, local) = ReadEndpoint(reader, "LocalEndpoint", "https://127.0.0.1:5443");
        var (sharedChoice, shared) = ReadEndpoint(reader, "Endpoint", "https://10.0.42.100:8443");
        if (local is not null && !ComponentSettings.IsLoopback(local))
        {
            reader.Problem(
                "LocalEndpoint",
                $"'{local.Host}' is not a loopback address",
                $"Give the address of each node's own HAProxy, for example https://127.0.0.1:{local.Port}; "
                    + "an address that all clients share is HaDashboard:ControlPlane:Endpoint"
            );
        }

        return new EndpointSettings(localChoice, local, sharedChoice, shared);
    }

    // A missing key and the word Auto mean the same. A key that is null or empty switches the probe off.
    private static (EndpointChoice Choice, Uri? Url) ReadEndpoint(SettingsReader reader, string name, string example)
    {
        var text = reader.Text(name);
        if (text is null)
        {
            return (reader.IsGiven(name) ? EndpointChoice.Off : EndpointChoice.Auto, null);
        }

        return
            !text.Equals(Automatic, StringComparison.OrdinalIgnoreCase)
            && reader.Url(name, $"{example}, or {Automatic}", "http", "https") is { } url
            ? (EndpointChoice.Fixed, url)
            : (EndpointChoice.Auto, null);
    }

    private static ImmutableDictionary<NodeLog, string> ReadLogCommands(SettingsReader reader)
    {
        (NodeLog Log, string? Line)[] read =
        [
            (NodeLog.Etcd, reader.CommandLine("Etcd")),
            (NodeLog.ApiServer, reader.CommandLine("ApiServer")),
            (NodeLog.ControllerManager, reader.CommandLine("ControllerManager")),
            (NodeLog.Scheduler, reader.CommandLine("Scheduler")),
        ];
        return read.Where(command => command.Line is not null)
            .ToImmutableDictionary(command => command.Log, command => command.Line!);
    }
}
