using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>IP addresses of one machine, without loopback and link-local ones.</summary>
/// <param name="All">In the form of <see cref="Names.HostPort.Canonical"/>, sorted.</param>
public sealed record MachineAddresses(ImmutableArray<string> All)
{
    public bool Contains(string address) => All.Contains(address, StringComparer.Ordinal);

    public bool Equals(MachineAddresses? other) =>
        other is not null && All.SequenceEqual(other.All, StringComparer.Ordinal);

    public override int GetHashCode() => All.Length;
}
