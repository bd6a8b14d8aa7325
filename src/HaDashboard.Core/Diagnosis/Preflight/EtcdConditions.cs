using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>The etcd members that remain without the node: their number, and whether they can take over.</summary>
internal sealed class EtcdConditions(WhatIfContext context)
{
    private const long Lag = 1000;
    private static readonly TimeSpan SlowFsync = TimeSpan.FromMilliseconds(100);

    internal IEnumerable<WhatIfReason> Members()
    {
        ImmutableArray<(NodeState Node, EtcdMemberHealth Health)> known =
        [
            .. context.OtherMasters.Select(other => (other, HealthOf(other))),
        ];
        var newest = context.Snapshot.Nodes.Max(n => n.Etcd.FreshValue?.AppliedIndex);
        return
        [
            Quorum(known),
            .. known
                .Where(m => m.Health is EtcdMemberHealth.Lost or EtcdMemberHealth.Doubtful)
                .Select(m => PreflightTexts.MemberUnhealthy(m.Node.Name))
                .Concat(known.SelectMany(m => Obstacles(m.Node.Name, m.Node.Etcd.FreshValue, newest)))
                .Select(text => new WhatIfReason(No, PreflightTexts.EtcdMembers, text)),
        ];
    }

    private EtcdMemberHealth HealthOf(NodeState other) =>
        context.IsYoungOrDown(other.Etcd) ? context.Diagnosis.Etcd.HealthOf(other) : EtcdMemberHealth.Unknown;

    private WhatIfReason Quorum(ImmutableArray<(NodeState Node, EtcdMemberHealth Health)> known)
    {
        if (context.Diagnosis.Etcd.IsExternal)
        {
            return new WhatIfReason(Yes, PreflightTexts.EtcdQuorum, PreflightTexts.EtcdIsExternal);
        }

        var members = context.Snapshot.Nodes.Count(n => n.IsMaster && !EtcdView.IsLearner(n));
        var quorum = EtcdCluster.QuorumOf(members);
        var healthy = known.Count(m =>
            m.Health is EtcdMemberHealth.Running
            && m.Node.Etcd.Value is not { IsLearner: true } and not { HasLeader: false }
        );
        var unknown = known.Count(m => m.Health is EtcdMemberHealth.Unknown);
        var (answer, text) =
            healthy >= quorum ? (Yes, PreflightTexts.QuorumKept(healthy, members, quorum))
            : healthy + unknown >= quorum ? (Unknown, PreflightTexts.QuorumUnknown(healthy, members - 1, quorum))
            : (No, PreflightTexts.QuorumLost(healthy, members, quorum));
        return new WhatIfReason(answer, PreflightTexts.EtcdQuorum, text);
    }

    // Why a member that runs could not take over, or might fail under the additional load.
    private static IEnumerable<Message> Obstacles(NodeName node, EtcdMember? etcd, long? newest)
    {
        if (etcd is null)
        {
            yield break;
        }

        if (etcd.IsLearner == true)
        {
            yield return PreflightTexts.MemberIsLearner(node);
        }

        if (newest - etcd.AppliedIndex > Lag)
        {
            yield return PreflightTexts.MemberBehind(node, Lag);
        }

        if (!etcd.Alarms.IsEmpty)
        {
            yield return PreflightTexts.MemberAlarm(node, etcd.Alarms[0]);
        }
        else if (etcd.QuotaUsed >= 0.95)
        {
            yield return PreflightTexts.MemberQuotaUsed(node);
        }

        if (etcd.WalFsyncP99 > SlowFsync)
        {
            yield return PreflightTexts.MemberDiskSlow(node);
        }
    }
}
