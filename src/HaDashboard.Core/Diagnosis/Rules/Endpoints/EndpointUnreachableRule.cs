using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>The address that all clients use does not answer: from everywhere, from some nodes, or from the dashboard's host.</summary>
public sealed class EndpointUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("endpoint.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 38,
            Condition: EndpointTexts.EndpointUnreachableCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: EndpointTexts.EndpointUnreachableImpact,
            Advice: EndpointTexts.EndpointUnreachableGeneralAdvice,
            Sources: [SourceKind.Endpoint, SourceKind.EndpointFromHere, SourceKind.NodeAddresses]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        Explanation.Always(VipNoHolderRule.Id),
        Explanation.Always(VipSeveralHoldersRule.Id),
        Explanation.Always(PartitionRule.Id),
        .. LostHost.OfSameNode,
        new(MasterUnreachableRule.Id, WasHolder),
        new(NodeSilentRule.Id, WasHolder),
        new(HaProxyUnreachableRule.Id, WasHolder),
        Explanation.Always(EtcdQuorumLostRule.Id),
        Explanation.Always(EtcdNoLeaderRule.Id),
        Explanation.Always(EtcdUnsettledRule.Id),
        new(HaProxyProcessDownRule.Id, IsOnHolder),
        new(NoServerUpRule.Id, static (diagnosis, cause, symptom) =>
            cause.Node is null || IsOnHolder(diagnosis, cause, symptom)
        ),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var endpoint = diagnosis.Endpoints;
        if (!endpoint.IsShared)
        {
            yield break;
        }

        if (endpoint.IsUnreachable)
        {
            yield return Everywhere(diagnosis, endpoint);
        }
        else if (endpoint.IsPartlyUnreachable)
        {
            yield return FromSome(diagnosis, endpoint);
        }
        else if (endpoint.IsUnreachableFromHereOnly)
        {
            yield return FromHere(diagnosis, endpoint);
        }
    }

    private static Finding Everywhere(ClusterDiagnosis diagnosis, EndpointView endpoint)
    {
        var failed = Failed(endpoint);
        return FindingOf(
            diagnosis,
            Severity.Critical,
            EndpointTexts.UnreachableEverywhere(endpoint.HostPort, Wording.Names(failed), ErrorOf(failed[0].Endpoint)),
            endpoint.Holders.IsEmpty
                ? EndpointTexts.FindHolder(endpoint.HostPort!.Value.Host, endpoint.HostPort)
                : EndpointTexts.CheckHolder(
                    endpoint.HostPort!.Value.Host,
                    string.Join(", ", endpoint.Holders),
                    endpoint.HostPort
                ),
            endpoint.UnreachableSince
        );
    }

    private static Finding FromSome(ClusterDiagnosis diagnosis, EndpointView endpoint)
    {
        var failed = Failed(endpoint);
        var text = EndpointTexts.UnreachableFromSome(
            endpoint.HostPort,
            Message.Verbatim(string.Join(", ", failed.Select(node => node.Name))),
            ErrorOf(failed[0].Endpoint),
            endpoint.Count(EndpointAnswer.Answered)
        );
        var advice = EndpointTexts.CheckPath(endpoint.HostPort, endpoint.HostPort!.Value.Host);
        return FindingOf(diagnosis, Severity.Warning, text, advice, failed.Min(node => node.Endpoint.FailingSince)) with
        {
            Node = failed.Length == 1 ? failed[0].Name : null,
            Impact = EndpointTexts.UnreachableImpactSome,
        };
    }

    private static Finding FromHere(ClusterDiagnosis diagnosis, EndpointView endpoint)
    {
        var here = diagnosis.Snapshot.Kubernetes.EndpointFromHere;
        var isReached = endpoint.Count(EndpointAnswer.Answered) > 0;
        return FindingOf(
            diagnosis,
            isReached ? Severity.Info : Severity.Warning,
            isReached
                ? EndpointTexts.UnreachableFromHere(endpoint.HostPort, ErrorOf(here))
                : EndpointTexts.UnreachableFromHereUntried(endpoint.HostPort, ErrorOf(here)),
            EndpointTexts.CheckPathFromHere(endpoint.HostPort),
            here.FailingSince
        ) with
        {
            Impact = isReached ? EndpointTexts.UnreachableImpactHere : null,
        };
    }

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        Severity severity,
        Message message,
        Message advice,
        DateTimeOffset? since
    ) =>
        new(Id, severity, null, new ApiEndpointSubject(), message, advice, since)
        {
            Evidence = [.. EndpointEvidence.Of(diagnosis)],
        };

    private static ImmutableArray<NodeState> Failed(EndpointView endpoint) =>
        [.. endpoint.Nodes.Where(node => node.Answer is EndpointAnswer.Failed).Select(node => node.Node)];

    private static Message ErrorOf(Slice<EndpointProbe> slice) =>
        EndpointEvidence.ErrorOf(slice) is { } error
            ? EndpointTexts.Error(Printable.Excerpt(error, 160).TrimEnd('.'))
            : Message.Empty;

    // Without readings of the addresses any master may have held it.
    private static bool WasHolder(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        diagnosis.Snapshot.Onsets.Endpoint.Holders?.Nodes is { } holders
            ? cause.Node is { } node && holders.Contains(node)
            : Relations.IsOnMaster(diagnosis, cause);

    private static bool IsOnHolder(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        cause.Node is { } node && diagnosis.Endpoints.Holders.Contains(node);
}
