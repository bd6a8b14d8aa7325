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
/// A server that is out of rotation by an administrative state although its master is healthy: maintenance left in place.
/// </summary>
public sealed class ForgottenMaintRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.forgotten-maint");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 190,
            Condition: HaProxyTexts.ForgottenMaintCondition,
            Severities: [Severity.Warning],
            Impact: HaProxyTexts.ForgottenMaintImpact,
            Advice: HaProxyTexts.ForgottenMaintGeneralAdvice,
            Sources: [SourceKind.HaProxy, SourceKind.ApiServer]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    internal static readonly TimeSpan MinAge = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        foreach (var column in diagnosis.Matrix)
        {
            ImmutableArray<MatrixCell> ordered =
            [
                .. column.Fresh.Where(s => s.Server is { } server && IsOrdered(server) && IsOld(diagnosis, server)),
            ];
            if (!ordered.IsEmpty && HealthEvidence(diagnosis, column, ordered) is { } evidence)
            {
                yield return FindingOf(diagnosis, column, ordered, evidence);
            }
        }
    }

    private static bool IsOrdered(Server server) =>
        server.Status is { State: ServerOperationalState.Maint or ServerOperationalState.Drain, Detail: null };

    private static bool IsOld(ClusterDiagnosis diagnosis, Server server) =>
        diagnosis.Snapshot.At - server.Since >= MinAge;

    private static Evidence? HealthEvidence(
        ClusterDiagnosis diagnosis,
        MatrixColumn column,
        ImmutableArray<MatrixCell> ordered
    ) =>
        column.Master is { } name && diagnosis.Snapshot.Node(name) is { } master && master.ApiServer.IsReady() == true
            ? new Evidence(HaProxyTexts.ApiServerReady(name), SourceId.ApiServer(name))
        : column.Fresh.FirstOrDefault(s => s.Server is { IsProvenUp: true }) is { } other && !ordered.Contains(other)
            ? new Evidence(HaProxyTexts.ReportedUp(other.Node.Name), SourceId.HaProxy(other.Node.Name))
        : null;

    private static Finding FindingOf(
        ClusterDiagnosis diagnosis,
        MatrixColumn column,
        ImmutableArray<MatrixCell> ordered,
        Evidence evidence
    )
    {
        var server = ordered[0].Server!;
        var since = ordered.Min(s => s.Server!.Since);
        var (where, others) = Wording.Where(
            [.. ordered.Select(s => s.Node)],
            column.Fresh.Count(s => s.Server is not null),
            diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh)
        );
        var message = HaProxyTexts.ForgottenMaint(
            server.Name,
            server.Status.Word,
            where,
            Wording.SinceClause(diagnosis.Snapshot, since),
            others
        );
        return new Finding(
            Id,
            Severity.Warning,
            ordered.Length == 1 ? ordered[0].Node.Name : null,
            ServerSubject.Of(column),
            OrderOf(diagnosis, server, ordered) is { } order ? Message.Join(" ", message, SetBy(order)) : message,
            HaProxyTexts.ForgottenMaintAdvice(server.Path),
            since
        )
        {
            Impact = HaProxyTexts.ForgottenMaintImpact,
            Evidence =
            [
                evidence,
                .. ordered
                    .Take(8)
                    .Select(s => new Evidence(
                        HaProxyTexts.ServerStatus(s.Node.Name, s.Server!.Status.Text),
                        SourceId.HaProxy(s.Node.Name)
                    )),
            ],
        };
    }

    private static Message SetBy(ServerOrder order) =>
        HaProxyTexts.ForgottenMaintSetBy(Printable.Excerpt(order.By, 60), Printable.Excerpt(order.Reason, 100));

    // An order older than the state did not cause it: another client changed the state later. HAProxy counts in whole seconds.
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
