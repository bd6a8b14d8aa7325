using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.ControlPlane;
using HaDashboard.Core.Diagnosis.Rules.Etcd;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.HaProxy.Limits;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// HAProxy is at a limit, so that clients wait or are refused although the servers are UP: they are full, and not down. One finding per
/// proxy, and one for the processes; each names the nodes.
/// </summary>
public sealed class SaturatedRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.saturated");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 165,
            Condition: HaProxyTexts.SaturatedCondition,
            Severities: [Severity.Critical, Severity.Warning, Severity.Info],
            Impact: HaProxyTexts.SaturatedImpact,
            Advice: HaProxyTexts.SaturatedGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    // The remaining servers become full where a master gets no connections.
    public ImmutableArray<Explanation> ExplainedBy { get; } =
    [
        new(MasterUnreachableRule.Id, IsOfApi),
        new(NodeSilentRule.Id, static (d, cause, full) => Relations.IsOnMaster(d, cause) && IsOfApi(d, cause, full)),
        new(EtcdMemberDownRule.Id, IsOfApi),
        new(FalseGreenRule.Id, IsOfApi),
        new(ApiServerNotLiveRule.Id, IsOfApi),
        new(ApiServerNotReadyRule.Id, IsOfApi),
        new(PartialViewRule.Id, IsOfSameProxy),
        new(ForgottenMaintRule.Id, IsOfSameProxy),
    ];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        ImmutableArray<NodeLimit> reports = [.. Reports(diagnosis)];
        return from report in reports
            group report by report.Limit.Proxy into same
            select FindingOf(diagnosis, same.Key, [.. same.OrderBy(report => report.Limit.Kind)]);
    }

    /// <summary>API connections wait or fail because of it.</summary>
    internal static bool DelaysApiClients(ClusterDiagnosis diagnosis, Finding full, Finding symptom) =>
        full.Severity is not Severity.Info
        && (full.Node is null || symptom.Node is null || Relations.IsOnSameNode(diagnosis, full, symptom));

    private static IEnumerable<NodeLimit> Reports(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        where node.HaProxy.IsFresh
        from limit in node.Limits
        where limit.IsConfirmed
        select new NodeLimit(node, limit);

    private static Finding FindingOf(ClusterDiagnosis diagnosis, string? proxy, ImmutableArray<NodeLimit> reports)
    {
        var isOfApi = proxy is null || reports.Any(report => IsOfApi(diagnosis, report.Node, proxy));
        var lead = reports[0].Limit;
        ImmutableArray<NodeState> nodes = [.. reports.Where(r => r.Limit.Kind == lead.Kind).Select(r => r.Node)];
        return new Finding(
            Id,
            SeverityOf(reports, isOfApi),
            nodes.Length == 1 ? nodes[0].Name : null,
            proxy is null ? new HaProxySubject() : new ProxySubject(proxy),
            Sentence(lead, Where(diagnosis, nodes), Waiting(reports)),
            Advice(lead),
            reports.Min(report => report.Limit.Since)
        )
        {
            Impact = isOfApi ? HaProxyTexts.SaturatedImpact : HaProxyTexts.SaturatedImpactOfOther(proxy),
            Evidence = [.. reports.Take(8).Select(EvidenceOf)],
            Link = LinkOf(diagnosis, proxy, nodes),
        };
    }

    private static Severity SeverityOf(ImmutableArray<NodeLimit> reports, bool isOfApi) =>
        !isOfApi ? Severity.Info
        : reports.Any(report => report.Limit.Kind is LimitKind.ProcessConnections) || HasFullBackendWithQueue(reports)
            ? Severity.Critical
        : Severity.Warning;

    private static bool HasFullBackendWithQueue(ImmutableArray<NodeLimit> reports) =>
        reports
            .Where(report => report.Limit.Kind is LimitKind.Servers)
            .Any(full => reports.Any(report => report.Limit.Kind is LimitKind.Queue && report.Node == full.Node));

    private static Message Where(ClusterDiagnosis diagnosis, ImmutableArray<NodeState> nodes)
    {
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return Wording.Where(nodes, responding, responding).Where;
    }

    // With several nodes the longest queue; the evidence has each.
    private static Message Waiting(ImmutableArray<NodeLimit> reports)
    {
        var queues = reports.Where(report => report.Limit.Kind is LimitKind.Queue).ToArray();
        return queues.Length == 0
            ? Message.Empty
            : HaProxyTexts.ConnectionsWait(queues.Max(report => report.Limit.Count));
    }

    private static Message Sentence(ReachedLimit limit, Message where, Message waiting) =>
        limit.Kind switch
        {
            LimitKind.Servers when limit.Limit is { } most => HaProxyTexts.BackendFull(
                limit.Proxy,
                where,
                limit.Count,
                most,
                waiting
            ),
            LimitKind.Servers => HaProxyTexts.BackendFullOfSeveralLimits(limit.Proxy, where, limit.Count, waiting),
            LimitKind.Queue => HaProxyTexts.BackendQueue(limit.Count, limit.Proxy, where),
            LimitKind.Connections => HaProxyTexts.FrontendFull(limit.Proxy, limit.Limit, where),
            LimitKind.SessionRate => HaProxyTexts.FrontendSessionRate(limit.Proxy, limit.Limit, where),
            LimitKind.Rejected => HaProxyTexts.FrontendRejects(limit.Proxy, limit.Count, where),
            LimitKind.ProcessConnections => HaProxyTexts.ProcessFull(limit.Limit, where),
            LimitKind.ProcessNearlyFull => HaProxyTexts.ProcessNearlyFull(limit.Limit, where),
            LimitKind.ProcessConnectionRate => HaProxyTexts.ProcessConnectionRate(limit.Limit, where),
            _ => HaProxyTexts.ProcessSessionRate(limit.Limit, where),
        };

    private static Message Advice(ReachedLimit limit) =>
        limit.Kind switch
        {
            LimitKind.Servers or LimitKind.Queue => HaProxyTexts.BackendFullAdvice(limit.Proxy),
            LimitKind.Connections or LimitKind.SessionRate => HaProxyTexts.FrontendFullAdvice(limit.Proxy),
            LimitKind.Rejected => HaProxyTexts.FrontendRejectsAdvice(limit.Proxy),
            _ => HaProxyTexts.ProcessFullAdvice,
        };

    private static Evidence EvidenceOf(NodeLimit report) =>
        new(
            Sentence(report.Limit, SentenceTexts.On(report.Node.Name), Message.Empty),
            SourceId.HaProxy(report.Node.Name)
        );

    // A frontend has no page of its own.
    private static string? LinkOf(ClusterDiagnosis diagnosis, string? proxy, ImmutableArray<NodeState> nodes) =>
        proxy is null || nodes.Any(node => node.HaProxy.Value?.Find(proxy)?.Backend is not null) ? null : "/haproxy";

    private static bool IsOfApi(ClusterDiagnosis diagnosis, NodeState node, string proxy) =>
        diagnosis.Map.IsApiBackend(node.Name, proxy)
        || (
            diagnosis.ConfigurationOf(node) is { IsCut: false } file
                ? diagnosis
                    .Map.BackendsOf(node.Name)
                    .SelectMany(backend => file.FrontendsOf(backend.Name.Value))
                    .Any(frontend => frontend.Name.Equals(proxy, StringComparison.Ordinal))
                : HasApiBackendsOnly(diagnosis, node)
        );

    // Without haproxy.cfg it is not known which frontend sends to which backend, unless all send to the API.
    private static bool HasApiBackendsOnly(ClusterDiagnosis diagnosis, NodeState node) =>
        node.HaProxy.Value is { } reading
        && reading.Proxies.All(proxy =>
            proxy.Servers.IsEmpty || diagnosis.Map.IsApiBackend(node.Name, proxy.Name.Value)
        );

    private static bool IsOfApi(ClusterDiagnosis diagnosis, Finding cause, Finding full) =>
        full.Subject is ProxySubject proxy && diagnosis.Map.BackendNames.Contains(proxy.Proxy, StringComparer.Ordinal);

    private static bool IsOfSameProxy(ClusterDiagnosis diagnosis, Finding cause, Finding full) =>
        full.Subject is ProxySubject proxy
        && cause.Subject is ServerSubject lost
        && lost.Proxy.Equals(proxy.Proxy, StringComparison.Ordinal);

    private sealed record NodeLimit(NodeState Node, ReachedLimit Limit);
}
