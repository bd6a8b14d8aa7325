using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// A controller-manager or scheduler whose lease no replica renews: it does no work, although its processes may look healthy.
/// </summary>
public abstract class LeaderRule : IRule
{
    private readonly ControlPlaneComponent _component;
    private readonly Message _consequence;

    private protected LeaderRule(ControlPlaneComponent component, Message consequence)
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
            yield break; // the leader is unknown, which SourceStaleRule reports
        }

        var lease = diagnosis.Snapshot.Kubernetes.LeaseOf(_component);
        if (lease is null && diagnosis.Snapshot.Nodes.Count(node => node.IsMaster) == 1)
        {
            yield break; // a single control-plane node may run without leader election
        }

        if (lease is not { Holder: not null } || lease.IsExpired(at))
        {
            yield return new Finding(
                Description.Id,
                Severity.Critical,
                null,
                new ComponentSubject(_component),
                Problem(lease),
                ControlPlaneTexts.NoLeaderAdvice(_component.Id()),
                lease?.SeenRenewedAt
            );
        }
    }

    private Message Problem(Lease? lease) =>
        lease switch
        {
            null => ControlPlaneTexts.LeaseMissing(_component.Id(), _consequence),
            { Holder: null } => ControlPlaneTexts.LeaseWithoutHolder(_component.Id(), _consequence),
            _ => ControlPlaneTexts.LeaseExpired(_component.Id(), Printable.Excerpt(lease.HolderHost, 80), _consequence),
        };
}
