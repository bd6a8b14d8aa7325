using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>A controller-manager or scheduler whose lock nobody renews: nothing is scheduled, or nothing put right, while all looks well.</summary>
internal abstract class LeaderRule(string id, ControlPlaneComponent component, string consequence) : IVerdictRule
{
    public IEnumerable<Finding> Assess(ClusterSnapshot snapshot)
    {
        var leases = snapshot.Kubernetes.Leases;
        if (leases is not { IsFresh: true, ObservedAt: { } at })
        {
            yield break; // who leads is not known, which is told elsewhere
        }

        var lease = snapshot.Kubernetes.LeaseOf(component);
        if (lease is not { Holder: not null } || lease.IsExpired(at))
        {
            yield return new Finding(
                id,
                Severity.Critical,
                null,
                component.Id(),
                $"No {component.Id()} leads: {(lease is null ? "there is no lease of that name" : lease.Holder is null ? "its lease is held by nobody" : $"the lease of {Printable.Excerpt(lease.HolderHost, 80)} has run out")}, so {consequence}.",
                $"On the masters: crictl ps -a | grep {component.Id()}; crictl logs <id>",
                lease?.SeenRenewedAt
            );
        }
    }
}
