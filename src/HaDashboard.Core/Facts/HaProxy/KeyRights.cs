using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>Rights of the dashboard's polling key on a node that polling does not need. They are found by trying them.</summary>
/// <param name="HasKey">False if the node is the dashboard's own host, which is reached without a key.</param>
/// <param name="Excess">A description of each operation that the node did not refuse; empty if it refused all of them.</param>
public sealed record KeyRights(bool HasKey, ImmutableArray<Message> Excess)
{
    public bool Equals(KeyRights? other) =>
        other is not null && HasKey == other.HasKey && Excess.SequenceEqual(other.Excess);

    public override int GetHashCode() => HashCode.Combine(HasKey, Excess.Length);
}
