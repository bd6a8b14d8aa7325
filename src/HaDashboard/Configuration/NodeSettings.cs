using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Configuration;

/// <summary>How a node is reached.</summary>
public enum Transport
{
    Ssh,

    /// <summary>The node is the dashboard's own host.</summary>
    UnixSocket,
}

/// <param name="Ssh">Used only if <paramref name="Transport"/> is <see cref="Transport.Ssh"/>.</param>
public sealed record NodeSettings(
    NodeName Name,
    NodeRole Role,
    Transport Transport,
    string? Address,
    SshSettings Ssh,
    HaProxySettings HaProxy
)
{
    public DoctorSettings Doctor { get; init; } = DoctorSettings.None;

    /// <summary>Maps an address and port to the simulated port; set by the demo, not by a key.</summary>
    public Func<NodePort, int?>? Ports { get; init; }

    /// <summary>Every node with a valid name; the problems of all nodes are added.</summary>
    internal static ImmutableArray<NodeSettings> ReadAll(
        SettingsReader reader,
        SshSettings ssh,
        HaProxyOverrides haProxy,
        DoctorSettings doctor
    )
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return [.. reader.List("Nodes", node => Read(node, ssh, haProxy, doctor, seen)).OfType<NodeSettings>()];
    }

    private static NodeSettings? Read(
        SettingsReader reader,
        SshSettings ssh,
        HaProxyOverrides haProxy,
        DoctorSettings doctor,
        Dictionary<string, string> seen
    )
    {
        var name = ReadName(reader, seen);
        var role = reader.Choice("Role", NodeRole.Master, NodeRole.Worker);
        if (reader.Text("Role") is null)
        {
            reader.Problem("Role", "it is missing", "It must be one of Master, Worker");
        }

        var transport = reader.Choice("Transport", Transport.Ssh, Transport.UnixSocket) ?? Transport.Ssh;
        var address = ReadAddress(reader, transport);
        var ownSsh = reader.Section("Ssh", section => SshSettings.Read(section, ssh));
        var ownHaProxy = reader.Section("HaProxy", HaProxyOverrides.Read).Over(haProxy).Resolved();
        var ownDoctor = reader.Section("Doctor", section => DoctorSettings.Read(section, doctor));
        return name is null
            ? null
            : new NodeSettings(name, role ?? NodeRole.Worker, transport, address, ownSsh, ownHaProxy)
            {
                Doctor = ownDoctor,
            };
    }

    private static NodeName? ReadName(SettingsReader reader, Dictionary<string, string> seen)
    {
        const string Right = "Give the node's name as Kubernetes spells it, for example k8smaster1";
        var text = reader.Required("Name", Right);
        if (text.Length == 0)
        {
            return null;
        }

        if (!NodeName.TryParse(text, out var name))
        {
            reader.Problem(
                "Name",
                $"'{text}' is not a node name",
                "Use letters, digits, '-', '.' and '_', and begin with a letter or digit"
            );
            return null;
        }

        if (!seen.TryAdd(text, reader.Path))
        {
            reader.Problem("Name", $"{seen[text]} already has the name '{text}'", "Give each node a unique name");
        }

        return name;
    }

    private static string? ReadAddress(SettingsReader reader, Transport transport)
    {
        var address = reader.Text("Address");
        if (address is null)
        {
            if (transport is Transport.Ssh)
            {
                reader.Problem(
                    "Address",
                    "it is missing",
                    "Give the node's host name or IP address, or set Transport to UnixSocket for the dashboard's own host"
                );
            }

            return null;
        }

        if (Uri.CheckHostName(address) is UriHostNameType.Unknown)
        {
            reader.Problem(
                "Address",
                $"'{address}' is neither a host name nor an IP address",
                "Give it without user and port, for example 10.0.42.1; the port is Ssh:Port"
            );
        }

        return address;
    }
}
