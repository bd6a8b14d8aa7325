using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// A controller-manager or scheduler whose lock nobody renews: nothing is scheduled, or nothing put right, while all looks
/// well.
/// </summary>
public abstract class LeaderRule : IRule
{
    private readonly ControlPlaneComponent _component;
    private readonly string _consequence;

    private protected LeaderRule(ControlPlaneComponent component, string consequence)
    {
        _component = component;
        _consequence = consequence;
    }

    public abstract RuleDescription Description { get; }

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [Explanation.Always(EtcdQuorumLostRule.Id), Explanation.Always(EtcdNoLeaderRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var leases = diagnosis.Snapshot.Kubernetes.Leases;
        if (leases is not { IsFresh: true, ObservedAt: { } at })
        {
            yield break; // who leads is not known, which is told elsewhere
        }

        var lease = diagnosis.Snapshot.Kubernetes.LeaseOf(_component);
        if (lease is not { Holder: not null } || lease.IsExpired(at))
        {
            yield return new Finding(
                Description.Id,
                Severity.Critical,
                null,
                new ComponentSubject(_component),
                $"No {_component.Id()} leads: "
                    + $"{(lease is null ? "there is no lease of that name" : lease.Holder is null ? "its lease is held by nobody" : $"the lease of {Printable.Excerpt(lease.HolderHost, 80)} has run out")}, "
                    + $"so {_consequence}.",
                $"On the masters: crictl ps -a | grep {_component.Id()}; crictl logs <id>",
                lease?.SeenRenewedAt
            );
        }
    }
}
