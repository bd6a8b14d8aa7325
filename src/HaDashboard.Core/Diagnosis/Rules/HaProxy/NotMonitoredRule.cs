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
            Condition: "a server gets traffic without a health check, before its first check, or with an unrecognized status",
            Severities: [Severity.Warning, Severity.Info],
            Impact: "The health of this server is unknown. Unknown is not healthy.",
            Advice: "add 'check' to the server line; after a reload wait for the first check",
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
                yield return Unmonitored([.. same], listing.Length, responding);
            }
        }

        foreach (var node in diagnosis.Snapshot.Nodes)
        {
            if (
                node.HaProxy.FreshValue?.Find(diagnosis.Snapshot.Inventory.ApiBackend)?.Servers is { } servers
                && servers.Where(TakesTrafficUnchecked).ToImmutableArray() is { IsEmpty: false } trusted
            )
            {
                yield return NotYetChecked(node, diagnosis.Snapshot.Inventory.ApiBackend, trusted);
            }
        }
    }

    private static bool IsUnmonitored(Server server) =>
        server
            is { Status.State: ServerOperationalState.NoCheck or ServerOperationalState.Unknown }
                or { TakesTraffic: true, Check: null, FollowsAnother: false };

    private static bool TakesTrafficUnchecked(Server server) => server is { TakesTraffic: true, Check.IsInitial: true };

    private static Finding Unmonitored(ImmutableArray<MatrixCell> members, int listing, int responding)
    {
        var server = members[0].Server!;
        var unreadable = server.Status.State is ServerOperationalState.Unknown;
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, responding);
        return new Finding(
            Id,
            Severity.Warning,
            members.Length == 1 ? members[0].Node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            unreadable
                ? $"{server.Name} has the unrecognized status '{Printable.Excerpt(server.Status.Text, 40)}' {where}, "
                    + $"so its health is unknown{others}."
                : $"{server.Name} has no health check {where} (status '{server.Status.Text}'), so its health is unknown{others}.",
            unreadable
                ? "Check the raw status: echo 'show stat' | socat - UNIX-CONNECT:<socket>"
                : "Add 'check' to its server line in haproxy.cfg.",
            members.Min(m => m.Server!.Since)
        );
    }

    private static Finding NotYetChecked(NodeState node, string backend, ImmutableArray<Server> servers) =>
        new(
            Id,
            Severity.Info,
            node.Name,
            servers.Length == 1 ? new ServerSubject(backend, servers[0].Name.Value) : new ProxySubject(backend),
            $"HAProxy on {node.Name} has not finished its first health check of "
                + $"{string.Join(", ", servers.Select(s => s.Name))}: UP is not verified yet.",
            "Wait a few seconds after a start or a reload. If the state stays, check 'inter' on the server lines.",
            servers.Min(s => s.Since)
        );
}
