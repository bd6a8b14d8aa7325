using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Rules.Reachability;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>Facts into a verdict, purely.</summary>
public static class Judge
{
    private static readonly ImmutableArray<IVerdictRule> Rules =
    [
        new PartitionRule(),
        new MasterUnreachableRule(),
        new NodeSilentRule(),
        new EtcdQuorumRule(),
        new EtcdNoLeaderRule(),
        new EtcdMemberDownRule(),
        new EtcdUnsettledRule(),
        new EtcdAlarmRule(),
        new FalseGreenRule(),
        new ApiServerNotLiveRule(),
        new ApiServerNotReadyRule(),
        new KubernetesApiUnreachableRule(),
        new HaProxyUnreachableRule(),
        new HaProxyProcessDownRule(),
        new NoServerUpRule(),
        new PartialViewRule(),
        new FlappingRule(),
        new ForgottenMaintRule(),
        new ServerDownRule(),
        new MissingMasterRule(),
        new NotMonitoredRule(),
        new NodeNotReadyRule(),
        new PodMissingRule(),
        new PodCrashLoopRule(),
        new PodNotReadyRule(),
        new EndpointFailingRule(),
        new ControllerManagerNoLeaderRule(),
        new SchedulerNoLeaderRule(),
        new ComponentUnhealthyRule(),
        new EtcdDbQuotaRule(),
        new EtcdSlowDiskRule(),
        new EtcdLeaderChangesRule(),
        new EtcdEvenMembersRule(),
        new CertificateExpiringRule(),
        new SanMissingRule(),
        new EndpointMismatchRule(),
        new OldWorkersRule(),
        new ConfigDriftRule(),
        new NodePressureRule(),
        new VersionSkewRule(),
        new SourceStaleRule(),
        new ProbeUnobservedRule(),
    ];

    /// <param name="now">Not read: facts are judged by the freshness that the clock's observations gave them, and hold times by the time of
    /// the newest fact, so that the same snapshot is always the same verdict.</param>
    public static Verdict Assess(ClusterSnapshot snapshot, DateTimeOffset now)
    {
        ImmutableArray<Finding> told =
        [
            .. Rules
                .SelectMany(rule => rule.Assess(snapshot))
                .Select(finding => FindingFacts.Completed(snapshot, finding)),
        ];
        ImmutableArray<Finding> findings =
        [
            .. Correlation.Of(snapshot, told).OrderByDescending(f => f.IsCause).ThenByDescending(f => f.Severity),
        ];
        var tolerance = Tolerance.Of(snapshot);
        var level = LevelOf(tolerance, findings);
        return new Verdict(level, Summary.Of(snapshot, tolerance, level, findings), findings);
    }

    private static Level LevelOf(Tolerance tolerance, ImmutableArray<Finding> findings)
    {
        if (tolerance.Masters == 0)
        {
            return Level.Unknown;
        }

        if (tolerance.NobodyServes || tolerance.QuorumLost)
        {
            return Level.Down;
        }

        if (!tolerance.SomebodyWasHeard || tolerance.Uncertain)
        {
            return Level.Unknown;
        }

        if (tolerance.StandsNoFurtherFailure)
        {
            return Level.AtRisk;
        }

        return tolerance.OnTrust || findings.Any(f => f.Severity > Severity.Info) ? Level.Degraded : Level.Healthy;
    }
}
