using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Diagnosis.Etcd;
using HaDashboard.Core.Diagnosis.FailureTolerance;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>The summary sentence: the current state, and the failure tolerance.</summary>
internal static class Summary
{
    internal static Message Of(ClusterDiagnosis diagnosis, Level level, ImmutableArray<Finding> findings)
    {
        var tolerance = diagnosis.Tolerance;
        return level switch
        {
            _ when diagnosis.Snapshot.Nodes.IsEmpty => VerdictTexts.NoNode,
            _ when tolerance.Masters == 0 => VerdictTexts.NoMaster,
            Level.Unknown when tolerance.HasRespondingNode => Paragraph([
                .. Lead(diagnosis, findings),
                VerdictTexts.NoApiServerVerified,
            ]),
            Level.Unknown => NothingObserved(diagnosis, tolerance),
            Level.Healthy => VerdictTexts.AllMastersServe(
                tolerance.Masters,
                tolerance.Balancers > 0 ? tolerance.Balancers : tolerance.Nodes,
                Margin(tolerance)
            ),
            Level.Degraded or Level.AtRisk => Paragraph([.. Lead(diagnosis, findings), Works(diagnosis, tolerance)]),
            _ => Paragraph([Down(diagnosis, tolerance), .. Behind(diagnosis, findings)]),
        };
    }

    private static Message Paragraph(ImmutableArray<Message> sentences) => Message.Join(" ", sentences);

    private static Message NothingObserved(ClusterDiagnosis diagnosis, Tolerance tolerance)
    {
        var failing = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.Failure is not null);
        return failing > 0 ? VerdictTexts.NoHaProxyResponds(failing, tolerance.Nodes)
            : diagnosis.Snapshot.Nodes.Any(node => node.HaProxy.ObservedAt is not null) ? VerdictTexts.AllDataIsStale
            : VerdictTexts.WaitingForData;
    }

    private static IEnumerable<Message> Lead(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        findings.IsEmpty ? []
        : findings.Count(f => IsLoss(f) && f.Rule == findings[0].Rule) > 1 ? Losses(diagnosis, findings)
        : [Dated(diagnosis, findings[0])];

    // Appends the start time, unless the sentence contains it already.
    private static Message Dated(ClusterDiagnosis diagnosis, Finding finding)
    {
        var sentence = finding.Message.AsSentence();
        return TakesTime(sentence) ? Dated(sentence, Wording.Since(diagnosis.Snapshot, finding.Since)) : sentence;
    }

    private static Message Dated(Message sentence, Message? since) =>
        since is null ? sentence : VerdictTexts.SentenceSince(sentence.AsClause(), since);

    // Read in English: the decision must not depend on the language of the reader.
    private static bool TakesTime(Message sentence)
    {
        var text = sentence.In(CultureInfo.InvariantCulture);
        return text.EndsWith('.') && !text.Contains(" UTC", StringComparison.Ordinal);
    }

    // The sentence names what failed; this adds the cause: hosts and processes that are down.
    private static IEnumerable<Message> Behind(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        findings.Any(IsLoss) ? Losses(diagnosis, findings) : [];

    private static bool IsLoss(Finding f) =>
        f.IsCause
        && (
            f.Rule == PartitionRule.Id
            || f.Rule == MasterUnreachableRule.Id
            || f.Rule == NodeSilentRule.Id
            || f.Rule == EtcdMemberDownRule.Id
        );

    /// <summary>Several findings of one rule in one sentence: <c>k8smaster1, k8smaster2 are unreachable (since …).</c></summary>
    private static IEnumerable<Message> Losses(ClusterDiagnosis diagnosis, ImmutableArray<Finding> findings) =>
        from loss in findings.Where(IsLoss)
        group loss by loss.Rule into same
        select same.Count() == 1
            ? Dated(diagnosis, same.First())
            : Dated(Several(diagnosis, [.. same]), Wording.Since(diagnosis.Snapshot, same.Min(f => f.Since)));

    private static Message Several(ClusterDiagnosis diagnosis, ImmutableArray<Finding> same)
    {
        var rule = same[0].Rule;
        var names = string.Join(", ", same.Select(f => f.Node?.Value));
        return rule == MasterUnreachableRule.Id ? VerdictTexts.MastersUnreachable(names)
            : rule == NodeSilentRule.Id ? VerdictTexts.NodesNotResponding(names)
            : same.All(f => IsGone(diagnosis, f)) ? VerdictTexts.EtcdMembersDown(names)
            : VerdictTexts.EtcdMembersUnhealthy(names);
    }

    private static bool IsGone(ClusterDiagnosis diagnosis, Finding f) =>
        f.Node is { } name
        && diagnosis.Snapshot.Node(name) is { } node
        && diagnosis.Etcd.HealthOf(node) is EtcdMemberHealth.Lost;

    // A server that HAProxy can send to shows an open port. Only a response of the API shows that the control plane is serving.
    private static Message Works(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        diagnosis.Snapshot.Kubernetes.Api.IsFresh
            ? VerdictTexts.ControlPlaneServes(Margin(tolerance))
            : VerdictTexts.HaProxyCanSend(
                tolerance.Serving,
                Math.Max(tolerance.Masters, tolerance.Serving + tolerance.NotServing + tolerance.Unproven),
                Margin(tolerance)
            );

    private static Message Down(ClusterDiagnosis diagnosis, Tolerance tolerance) =>
        tolerance switch
        {
            { OutOfReach: true, CutOff: 0 } => VerdictTexts.HaProxyRunsNowhere,
            // That no HAProxy has an available server follows from it
            { OutOfReach: true, NoApiServerWorks: true, QuorumLost: false, Masters: > 1 } =>
                VerdictTexts.AllApiServersFail(tolerance.Masters),
            { OutOfReach: true } => VerdictTexts.NoServerAvailable(
                string.Join(", ", diagnosis.Map.BackendNames),
                tolerance.Responding,
                tolerance.Balancers
            ),
            { QuorumLost: true, EtcdLost: var lost, Voters: { } voters } when voters - lost < tolerance.Quorum =>
                VerdictTexts.QuorumLost(lost, voters),
            { QuorumLost: true } => VerdictTexts.EtcdHasNoLeader,
            { NoApiServerWorks: false, EndpointUnreachable: true } when diagnosis.Endpoints.IsHeldByNobody =>
                VerdictTexts.EndpointHeldByNobody(diagnosis.Endpoints.VirtualAddress, diagnosis.Endpoints.HostPort),
            { NoApiServerWorks: false, EndpointUnreachable: true } => VerdictTexts.EndpointUnreachable(
                diagnosis.Endpoints.HostPort
            ),
            { NoApiServerWorks: false } => VerdictTexts.EveryConnectionFails,
            { Masters: 1 } => VerdictTexts.OneApiServerFails,
            _ => VerdictTexts.AllApiServersFail(tolerance.Masters),
        };

    private static Message Margin(Tolerance tolerance) =>
        tolerance switch
        {
            { EtcdUnknown: > 0 } => VerdictTexts.EtcdToleranceUnknown,
            { Voters: null, Remaining: 0 } => VerdictTexts.ExternalEtcdNoFailure,
            { Voters: null } => VerdictTexts.ExternalEtcdFailures(tolerance.Remaining),
            { Remaining: 0, ToleratedWhenComplete: > 0 } when tolerance.EtcdDoubtful > 0 || tolerance.Unproven > 0 =>
                VerdictTexts.MayTolerateNoFurtherFailure,
            { Remaining: 0, ToleratedWhenComplete: > 0 } => VerdictTexts.ToleratesNoFurtherFailure,
            { Remaining: 0 } => VerdictTexts.ToleratesNoFailure,
            _ => VerdictTexts.ToleratesFailures(tolerance.Remaining),
        };
}
