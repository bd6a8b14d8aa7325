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

    /// <summary>Further host names and IP addresses of the same machine.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>Where the control-plane components of this node listen, as far as it is configured for this node.</summary>
    public ComponentUrls Components { get; init; } = ComponentUrls.None;

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
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var addresses = new UsedAddresses();
        return
        [
            .. reader.List("Nodes", node => Read(node, ssh, haProxy, doctor, names, addresses)).OfType<NodeSettings>(),
        ];
    }

    private static NodeSettings? Read(
        SettingsReader reader,
        SshSettings ssh,
        HaProxyOverrides haProxy,
        DoctorSettings doctor,
        Dictionary<string, string> names,
        UsedAddresses taken
    )
    {
        var name = ReadName(reader, names);
        var role = ReadRole(reader);
        var transport = reader.Choice("Transport", Transport.Ssh, Transport.UnixSocket) ?? Transport.Ssh;
        var address = ReadAddress(reader, transport);
        var ownSsh = reader.Section("Ssh", section => SshSettings.Read(section, ssh));
        var ownHaProxy = reader.Section("HaProxy", HaProxyOverrides.Read).Over(haProxy).Resolved();
        var ownDoctor = reader.Section("Doctor", section => DoctorSettings.Read(section, doctor));
        var addresses = ReadAddresses(reader);
        var components = ReadComponents(reader, role, [address, .. addresses.Select(one => one.Text)]);
        taken.Add(reader, address, transport is Transport.Ssh ? ownSsh.Port : null, addresses);
        if (role is NodeRole.LoadBalancer && !ownHaProxy.IsEnabled)
        {
            reader.Problem(
                "HaProxy:Enabled",
                "it is false, and Role is LoadBalancer",
                "Remove the node, or set it to true"
            );
        }

        return name is null
            ? null
            : new NodeSettings(name, role ?? NodeRole.Worker, transport, address, ownSsh, ownHaProxy)
            {
                Doctor = ownDoctor,
                Addresses = [.. addresses.Select(one => HostPort.Canonical(one.Text))],
                Components = components,
            };
    }

    private static NodeRole? ReadRole(SettingsReader reader)
    {
        var role = reader.Choice("Role", NodeRole.Master, NodeRole.Worker, NodeRole.LoadBalancer);
        if (reader.Text("Role") is null)
        {
            reader.Problem("Role", "it is missing", "It must be one of Master, Worker, LoadBalancer");
        }

        return role;
    }

    private static ImmutableArray<(string Key, string Text)> ReadAddresses(SettingsReader reader)
    {
        var read = ImmutableArray.CreateBuilder<(string Key, string Text)>();
        foreach (var (key, text) in reader.Texts("Addresses"))
        {
            if (HostPort.Parse(text) is not { Port: null } host)
            {
                reader.Problem(
                    key,
                    $"'{text}' is neither a host name nor an IP address",
                    "Give one address of this machine without a port, for example 10.0.43.4"
                );
            }
            else if (host.IsLoopback)
            {
                reader.Problem(key, $"'{text}' is a loopback address", "Give an address that only this machine has");
            }
            else
            {
                read.Add((key, text));
            }
        }

        return read.ToImmutable();
    }

    private static ComponentUrls ReadComponents(SettingsReader reader, NodeRole? role, IEnumerable<string?> addresses)
    {
        string[] own = [.. addresses.OfType<string>().Select(HostPort.Canonical)];
        var components = reader.Section("ControlPlane", section =>
            ComponentSettings.Read(section, ComponentSettings.OfNode(own))
        );
        if (role is NodeRole.Worker or NodeRole.LoadBalancer && components != ComponentUrls.None)
        {
            reader.Problem(
                "ControlPlane",
                $"the node's role is {role}, which has no control plane",
                "Remove the section, or set Role to Master"
            );
        }

        return components;
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
