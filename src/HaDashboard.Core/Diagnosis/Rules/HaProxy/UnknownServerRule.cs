using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.HaProxy;

/// <summary>
/// A server of an API backend that is certainly no configured master's. It says nothing of the control plane, and it should not stay.
/// </summary>
public sealed class UnknownServerRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.unknown-server");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 215,
            Condition: HaProxyTexts.UnknownServerCondition,
            Severities: [Severity.Info],
            Impact: HaProxyTexts.UnknownServerImpact,
            Advice: HaProxyTexts.UnknownServerGeneralAdvice,
            Sources: [SourceKind.HaProxy]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var shared = ApiEndpoints.Of(diagnosis.Snapshot).SharedIp;
        var responding = diagnosis.Snapshot.Nodes.Count(node => node.HaProxy.IsFresh);
        return from column in diagnosis.Strangers
            let listing = column.Fresh.Where(cell => cell.Server is not null).ToImmutableArray()
            from same in listing.GroupBy(cell => cell.Server!.Status.Word, StringComparer.Ordinal)
            select FindingOf(column, [.. same], listing.Length, responding, shared);
    }

    private static Finding FindingOf(
        MatrixColumn column,
        ImmutableArray<MatrixCell> cells,
        int listing,
        int responding,
        string? shared
    )
    {
        var server = cells[0].Server!;
        var address = server.Address ?? column.ServerName;
        var (where, others) = Wording.Where([.. cells.Select(cell => cell.Node)], listing, responding);
        var isEndpoint =
            shared is not null
            && HostPort.Parse(address)?.Host is { } host
            && host.Equals(shared, StringComparison.Ordinal);
        return new Finding(
            Id,
            Severity.Info,
            cells.Length == 1 ? cells[0].Node.Name : null,
            ServerSubject.Of(column),
            isEndpoint
                ? HaProxyTexts.UnknownServerVirtual(
                    server.Name,
                    address,
                    column.ProxyName,
                    server.Status.Word,
                    where,
                    others
                )
                : HaProxyTexts.UnknownServer(server.Name, address, column.ProxyName, server.Status.Word, where, others),
            HaProxyTexts.UnknownServerAdvice(server.Name),
            cells.Min(cell => cell.Server!.Since)
        );
    }
}
