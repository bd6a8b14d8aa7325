using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A server of the API backend without a health check gets traffic whether it runs or not, and so does one whose status is not recognized.
/// A server whose first check has not finished is UP without verification for seconds after a reload: that is Info, but never Healthy.
/// </summary>
public sealed class NotMonitoredRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.not-monitored");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 220,
            Condition: HaProxyTexts.NotMonitoredCondition,
            Severities: [Severity.Warning, Severity.Info],
            Impact: HaProxyTexts.NotMonitoredImpact,
            Advice: HaProxyTexts.NotMonitoredGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        foreach (var column in diagnosis.Matrix)
        {
            ImmutableArray<MatrixCell> listing = [.. column.Fresh.Where(s => s.Server is not null)];
            foreach (
                var same in listing
                    .Where(s => IsUnmonitored(s.Server!))
                    .GroupBy(s => s.Server!.Status.Text, StringComparer.Ordinal)
            )
            {
                yield return Unmonitored(column, [.. same], listing.Length, responding);
            }
        }

        foreach (var node in diagnosis.Snapshot.Nodes.Where(node => node.HaProxy.IsFresh))
        {
            ImmutableArray<Server> initial =
            [
                .. diagnosis.Matrix.SelectMany(column => column.Of(node.Name).Servers).Where(TakesTrafficUnchecked),
            ];
            foreach (var backend in initial.GroupBy(server => server.Proxy.Value, StringComparer.Ordinal))
            {
                yield return NotYetChecked(node, backend.Key, [.. backend]);
            }
        }
    }

    private static bool IsUnmonitored(Server server) =>
        server
            is { Status.State: ServerOperationalState.NoCheck or ServerOperationalState.Unknown }
                or { TakesTraffic: true, Check: null, FollowsAnother: false };

    private static bool TakesTrafficUnchecked(Server server) => server is { TakesTraffic: true, Check.IsInitial: true };

    private static Finding Unmonitored(
        MatrixColumn column,
        ImmutableArray<MatrixCell> members,
        int listing,
        int responding
    )
    {
        var server = members[0].Server!;
        var unreadable = server.Status.State is ServerOperationalState.Unknown;
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, responding);
        return new Finding(
            Id,
            Severity.Warning,
            members.Length == 1 ? members[0].Node.Name : null,
            ServerSubject.Of(column),
            unreadable
                ? HaProxyTexts.StatusUnrecognized(server.Name, Printable.Excerpt(server.Status.Text, 40), where, others)
                : HaProxyTexts.NotMonitored(server.Name, where, server.Status.Text, others),
            unreadable ? HaProxyTexts.StatusUnrecognizedAdvice : HaProxyTexts.NotMonitoredAdvice,
            members.Min(m => m.Server!.Since)
        );
    }

    private static Finding NotYetChecked(NodeState node, string backend, ImmutableArray<Server> servers) =>
        new(
            Id,
            Severity.Info,
            node.Name,
            servers.Length == 1 ? new ServerSubject(backend, servers[0].Name.Value) : new ProxySubject(backend),
            HaProxyTexts.NotYetChecked(node.Name, string.Join(", ", servers.Select(s => s.Name))),
            HaProxyTexts.NotYetCheckedAdvice,
            servers.Min(s => s.Since)
        );
}
