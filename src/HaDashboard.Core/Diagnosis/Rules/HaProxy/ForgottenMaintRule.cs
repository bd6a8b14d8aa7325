using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A server kept out of the rotation by somebody's order for a while, and its master is well: an order that was forgotten.
/// </summary>
public sealed class ForgottenMaintRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.forgotten-maint");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 190,
            Condition: "a server is in MAINT or DRAIN for ten minutes by somebody's order, and its master is well",
            Severities: [Severity.Warning],
            Impact: "One master less takes requests, for no reason.",
            Advice: "set it to ready, or say that the work goes on",
            Sources: [SourceKind.HaProxy, SourceKind.ApiServer]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        foreach (var column in diagnosis.Matrix)
        {
            ImmutableArray<MatrixCell> ordered =
            [
                .. column.Fresh.Where(s => s.Server is { } server && IsOrdered(server) && IsOld(diagnosis, server)),
            ];
            if (!ordered.IsEmpty && IsWell(diagnosis, column, ordered) is { } witness)
            {
                yield return FindingOf(diagnosis, column, ordered, witness);
            }
        }
    }

    private static bool IsOrdered(Server server) =>
        server.Status is { State: ServerOperationalState.Maint or ServerOperationalState.Drain, Detail: null };

    private static bool IsOld(ClusterDiagnosis diagnosis, Server server) =>
        diagnosis.Snapshot.At - server.Since >= Patience;

    private static Evidence? IsWell(
        ClusterDiagnosis diagnosis,
        MatrixColumn column,
        ImmutableArray<MatrixCell> ordered
    ) =>
        column.Master is { } name && diagnosis.Snapshot.Node(name) is { } master && master.ApiServer.IsReady() == true
            ? new Evidence($"the apiserver of {name}, asked on it, is ready", SourceId.ApiServer(name))
        : column.Fresh.FirstOrDefault(s => s.Server is { IsProvenUp: true }) is { } other && !ordered.Contains(other)
            ? new Evidence($"{other.Node.Name} checks it and holds it for UP", SourceId.HaProxy(other.Node.Name))
        : null;

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        MatrixColumn column,
        ImmutableArray<MatrixCell> ordered,
        Evidence witness
    )
    {
        var server = ordered[0].Server!;
        var since = ordered.Min(s => s.Server!.Since);
        var (where, others) = Wording.Where(
            [.. ordered.Select(s => s.Node)],
            column.Fresh.Count(s => s.Server is not null),
            diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh)
        );
        var by = OrderOf(diagnosis, server, ordered);
        return new Finding(
            Id,
            Severity.Warning,
            ordered.Length == 1 ? ordered[0].Node.Name : null,
            new ServerSubject(server.Proxy.Value, server.Name.Value),
            $"{server.Name} is in {server.Status.Word} {where}{Wording.SinceClause(diagnosis.Snapshot, since)}, and "
                + "its master is "
                + $"well{(by is null ? "" : $": {Printable.Excerpt(by.By, 60)} ordered it (“{Printable.Excerpt(by.Reason, 100)}”)")}{others}.",
            $"If the work is done, set {server.Path} to ready on these nodes; if not, say so to whoever is on call.",
            since
        )
        {
            Impact = "One master less takes requests, and nothing is wrong with it.",
            Evidence =
            [
                witness,
                .. ordered
                    .Take(8)
                    .Select(s => new Evidence(
                        $"{s.Node.Name}: {s.Server!.Status.Text}",
                        SourceId.HaProxy(s.Node.Name)
                    )),
            ],
        };
    }

    // An order older than the state is not the one that stands: somebody else has given another since. HAProxy counts in whole seconds.
    private static ServerOrder? OrderOf(ClusterDiagnosis diagnosis, Server server, ImmutableArray<MatrixCell> ordered)
    {
        var state =
            server.Status.State is ServerOperationalState.Drain ? ServerTargetState.Drain : ServerTargetState.Maint;
        return diagnosis.Snapshot.Orders.FirstOrDefault(order =>
            order.State == state
            && order.Path.Equals(server.Path, StringComparison.Ordinal)
            && ordered.Any(s => s.Node.Name == order.Node && order.At >= s.Server!.Since - TimeSpan.FromSeconds(10))
        );
    }
}
