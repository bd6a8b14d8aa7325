using System.Globalization;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Adapters.Kubernetes.Leases;

/// <summary>Reads leases, and stores when each was observed to be renewed.</summary>
internal sealed class LeaseRenewals(TimeProvider time)
{
    private static readonly TimeSpan SurelyOld = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Lease> _known = new(StringComparer.Ordinal);

    /// <param name="transitions">The name of the member that counts the changes of the holder.</param>
    /// <param name="kind">The resource that contains the lease.</param>
    public Lease Map(string name, JsonElement spec, string transitions, string kind)
    {
        var now = time.GetUtcNow();
        var renewed = DateTimeOffset.TryParse(
            spec.Member("renewTime").Text(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : (DateTimeOffset?)null;
        var duration = TimeSpan.FromSeconds(
            spec.Member("leaseDurationSeconds").Number() is > 0 and < 3600 and var seconds ? seconds : 15
        );
        var holder = ApiText.Bounded(spec.Member("holderIdentity").Text(), 300);
        var lease = new Lease(name, holder, renewed, now, duration, spec.Member(transitions).Number(), kind);

        // The clocks of both sides may differ, so a renewal counts from when it is observed. Only a lease that has long expired when it is
        // first read counts as expired at once.
        return _known[name] =
            _known.TryGetValue(name, out var known)
            && known.RenewedAt == renewed
            && string.Equals(known.Holder, holder, StringComparison.Ordinal)
                ? lease with
                {
                    SeenRenewedAt = known.SeenRenewedAt,
                }
            : known is null && renewed is { } then && now - then > SurelyOld ? lease with { SeenRenewedAt = then }
            : lease;
    }
}
