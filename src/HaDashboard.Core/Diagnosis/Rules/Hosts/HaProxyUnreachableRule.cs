using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A node whose HAProxy cannot be read, for a reason other than HAProxy being down.</summary>
public sealed class HaProxyUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 140,
            Condition: HostTexts.HaProxyUnreachableCondition,
            Severities: [Severity.Warning],
            Impact: HostTexts.HaProxyUnreachableImpact,
            Advice: HostTexts.HaProxyUnreachableGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let failure = node.HaProxy.Failure
        where failure is not null && !HaProxyProcessDownRule.IsProcessDown(failure.Kind)
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new HaProxySubject(),
            MessageOf(diagnosis, node, failure),
            AdviceFor(failure.Kind, node),
            node.HaProxy.FailingSince
        );

    // What others see of a master decides whether it is lost, or only our view of it.
    private static Message MessageOf(ClusterDiagnosis diagnosis, NodeState node, SourceFailure failure)
    {
        var message = HostTexts.HaProxyUnreachable(node.Name, failure.Message.AsSentence());
        return MasterReach.IsBeyondReach(node) && diagnosis.IsOnlyOurViewLost(node)
            ? Message.Join(" ", message, HostTexts.OnlyOwnViewLost)
            : message;
    }

    private static Message AdviceFor(FailureKind kind, NodeState node) =>
        kind switch
        {
            FailureKind.Timeout or FailureKind.HostUnreachable or FailureKind.ConnectionLost => HostTexts.CheckHost(
                Host(node)
            ),
            FailureKind.ConnectionRefused => HostTexts.CheckSshd,
            FailureKind.HostKeyUnknown or FailureKind.HostKeyChanged or FailureKind.HostKeyRevoked =>
                HostTexts.CompareFingerprint,
            FailureKind.AuthenticationFailed => HostTexts.AddPublicKey(node.Name),
            FailureKind.KeyNotSufficient => HostTexts.AllowKeyAlone(node.Name),
            FailureKind.AccountUnusable => HostTexts.CheckAccount(node.Name),
            FailureKind.ServerRejects => HostTexts.CheckSshdLimits(node.Name),
            FailureKind.NoCommonAlgorithm => HostTexts.CheckAlgorithms(node.Name),
            FailureKind.SessionsLimited => HostTexts.RaiseMaxSessions(node.Name),
            FailureKind.SocketPermissionDenied => HostTexts.AddToSocketGroup,
            FailureKind.SocketNotFound => HostTexts.CheckSocketPath(node.Name),
            FailureKind.RelayMissing => HostTexts.InstallSocat(node.Name),
            FailureKind.Unsupported => HostTexts.UseSupportedHaProxy(node.Name),
            FailureKind.Malformed => HostTexts.CheckRawOutput(node.Name),
            _ => HostTexts.FindFailingStep,
        };

    private static string Host(NodeState node) => node.Config.Address ?? node.Name.Value;
}
