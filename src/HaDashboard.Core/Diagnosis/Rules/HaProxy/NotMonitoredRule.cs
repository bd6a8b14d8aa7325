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
/// A server of the API backend without a check gets traffic whether it lives or not; one whose status can't be read is no better. And one
/// whose first check has not ended is UP on trust: that passes by itself within seconds of a reload, so it is only said, but never green.
/// </summary>
public sealed class NotMonitoredRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.not-monitored");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 220,
            Condition: "a server gets traffic and is not checked, not yet checked, or in a status nobody knows",
            Severities: [Severity.Warning, Severity.Info],
            Impact: "Whether it serves is unknown, and unknown is not healthy.",
            Advice: "put 'check' on its server line; after a reload wait for the first check",
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var heard = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        foreach (var column in diagnosis.Matrix)
        {
            ImmutableArray<MatrixCell> listing = [.. column.Fresh.Where(s => s.Server is not null)];
            foreach (
                var same in listing
                    .Where(s => IsUnmonitored(s.Server!))
                    .GroupBy(s => s.Server!.Status.Text, StringComparer.Ordinal)
            )
            {
                yield return Unmonitored([.. same], listing.Length, heard);
            }
        }

        foreach (var node in diagnosis.Snapshot.Nodes)
        {
            if (
                node.HaProxy.FreshValue?.Find(diagnosis.Snapshot.Inventory.ApiBackend)?.Servers is { } servers
                && servers.Where(IsOnTrust).ToImmutableArray() is { IsEmpty: false } trusted
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

    private static bool IsOnTrust(Server server) => server is { TakesTraffic: true, Check.IsInitial: true };

    private static Finding Unmonitored(ImmutableArray<MatrixCell> members, int listing, int heard)
    {
        var server = members[0].Server!;
        var unreadable = server.Status.State is ServerOperationalState.Unknown;
        var (where, others) = Wording.Where([.. members.Select(m => m.Node)], listing, heard);
        return new Finding(
            Id,
            Severity.Warning,
            members.Length == 1 ? members[0].Node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            unreadable
                ? $"{server.Name} has the status '{Printable.Excerpt(server.Status.Text, 40)}' {where}, which the dashboard "
                    + $"does not know, so whether it serves is unknown{others}."
                : $"{server.Name} is not checked {where} (status '{server.Status.Text}'), so whether it serves is unknown{others}.",
            unreadable
                ? "Look at the raw answer: echo 'show stat' | socat - UNIX-CONNECT:<socket>"
                : "Put 'check' on its server line.",
            members.Min(m => m.Server!.Since)
        );
    }

    private static Finding NotYetChecked(NodeState node, string backend, ImmutableArray<Server> servers) =>
        new(
            Id,
            Severity.Info,
            node.Name,
            servers.Length == 1 ? new ServerSubject(backend, servers[0].Name.Value) : new ProxySubject(backend),
            $"The HAProxy of {node.Name} has not yet ended its first check of "
                + $"{string.Join(", ", servers.Select(s => s.Name))}: until then, UP is only trust.",
            "Wait for the first checks, a few seconds after a start or a reload. If it stays so, look at 'inter' on the server lines.",
            servers.Min(s => s.Since)
        );
}
