using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>Who leads: the lock that the replicas of a component compete for.</summary>
/// <param name="Holder">The identity as written, mostly the host name, an underscore and a random part; null where nobody holds it.</param>
/// <param name="RenewedAt">As the holder wrote it, on the holder's clock.</param>
/// <param name="SeenRenewedAt">When a renewal was last noticed, on the dashboard's clock: the two need not agree.</param>
/// <param name="Transitions">How often it changed hands.</param>
/// <param name="Lock"><c>leases</c>, or on old clusters <c>endpoints</c>.</param>
public sealed record Lease(
    string Name,
    string? Holder,
    DateTimeOffset? RenewedAt,
    DateTimeOffset SeenRenewedAt,
    TimeSpan Duration,
    int? Transitions,
    string Lock = "leases"
)
{
    /// <summary>The part of <see cref="Holder"/> that names the host.</summary>
    public string? HolderHost =>
        Holder is null ? null
        : Holder.IndexOf('_', StringComparison.Ordinal) is > 0 and var end ? Holder[..end]
        : Holder;

    /// <summary>Not renewed for twice its duration: whoever holds it is gone, and nobody has taken over.</summary>
    public bool IsExpired(DateTimeOffset at) => at - SeenRenewedAt > 2 * Duration;

    public bool IsHeldBy(NodeName node) => node.Value.Equals(HolderHost, StringComparison.Ordinal);
}
