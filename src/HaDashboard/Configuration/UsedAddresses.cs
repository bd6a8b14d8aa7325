using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Configuration;

/// <summary>
/// The addresses of the nodes read so far. An address of two machines would give the facts of one to the other. Two nodes may have the same
/// Address with different SSH ports: behind a port forwarding they are two machines.
/// </summary>
internal sealed class UsedAddresses
{
    private readonly List<Used> _used = [];

    /// <summary>Adds the addresses of one node, and a problem for each that an earlier node has.</summary>
    /// <param name="sshPort">null for the dashboard's own host.</param>
    internal void Add(
        SettingsReader node,
        string? address,
        int? sshPort,
        IReadOnlyCollection<(string Key, string Text)> further
    )
    {
        var own = further.Select(one => new Used(node.Path, one.Key, HostPort.Canonical(one.Text), null)).ToList();
        if (address is not null && HostPort.OfHost(address) is { IsLoopback: false } host)
        {
            own.Add(new Used(node.Path, "Address", host.Host, sshPort));
        }

        foreach (var one in own)
        {
            if (_used.Find(one.IsSameMachine) is { } earlier)
            {
                node.Problem(
                    one.Key,
                    $"{earlier.Node} already has the address '{one.Host}'",
                    "Give each node its own addresses; a virtual address is HaDashboard:ControlPlane:Endpoint"
                );
            }
        }

        _used.AddRange(own);
    }

    private sealed record Used(string Node, string Key, string Host, int? SshPort)
    {
        private bool IsAddress => Key is "Address";

        internal bool IsSameMachine(Used other) =>
            Host.Equals(other.Host, StringComparison.Ordinal)
            && (!IsAddress || !other.IsAddress || (SshPort is not null && SshPort == other.SshPort));
    }
}
