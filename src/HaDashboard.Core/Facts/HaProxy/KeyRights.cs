using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>What the dashboard's polling key may do on a node beyond its work, found out by trying.</summary>
/// <param name="HasKey">False: the node is the dashboard's own host, reached without one.</param>
/// <param name="Excess">What was not refused, in words; empty where all of it was.</param>
public sealed record KeyRights(bool HasKey, ImmutableArray<string> Excess)
{
    public bool Equals(KeyRights? other) =>
        other is not null && HasKey == other.HasKey && Excess.SequenceEqual(other.Excess, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(HasKey, Excess.Length);
}
