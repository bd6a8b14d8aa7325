using HaDashboard.Core.Diagnosis.Etcd;

namespace HaDashboard.Core.Diagnosis.Rules.Etcd;

/// <summary>The members that are lost.</summary>
internal static class EtcdLosses
{
    /// <summary>When the last of them stopped answering; null where that is not known.</summary>
    internal static DateTimeOffset? LastSince(ClusterDiagnosis diagnosis) =>
        diagnosis
            .Snapshot.Nodes.Where(node => node.IsMaster && diagnosis.Etcd.HealthOf(node) is EtcdMemberHealth.Lost)
            .Max(node => node.Etcd.FailingSince);
}
