using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The leader-election lock of a component. Its holder is the leading replica.</summary>
/// <param name="Holder">The identity as written, usually host name, underscore and a random part; null if the lock is free.</param>
/// <param name="RenewedAt">The last renewal, on the holder's clock.</param>
/// <param name="SeenRenewedAt">When the dashboard last observed a renewal, on the dashboard's clock. The two clocks can differ.</param>
/// <param name="Transitions">How often the holder changed.</param>
/// <param name="Lock">The resource that stores the lock: <c>leases</c>, or <c>endpoints</c> on old clusters.</param>
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

    /// <summary>
    /// True if the lock was not renewed for twice its duration: the holder has stopped and no other replica has taken over.
    /// </summary>
    public bool IsExpired(DateTimeOffset at) => at - SeenRenewedAt > 2 * Duration;

    public bool IsHeldBy(NodeName node) => node.Value.Equals(HolderHost, StringComparison.Ordinal);
}
