using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Components.Stats;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Views;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Export;

/// <summary>The rows of a table as a file. The query parameters are those of the page.</summary>
internal static class ExportEndpoints
{
    internal static void MapExport(this IEndpointRouteBuilder app)
    {
        // Not part of the documented API: the columns follow the page.
        var export = app.MapGroup("/export").RequireAuthorization(AccessPolicies.Viewer).ExcludeFromDescription();
        AuditExport.Map(export);
        export.MapGet("/haproxy.csv", (HttpRequest request, IClusterFeed feed, string? node, string? by) =>
            Of(request, feed, node, by, "csv", "text/csv; charset=utf-8", (lines, columns, _, _) =>
                StatExport.Csv(lines, columns)
            )
        );
        export.MapGet("/haproxy.json", (HttpRequest request, IClusterFeed feed, string? node, string? by) =>
            Of(request, feed, node, by, "json", "application/json", StatExport.Json)
        );
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Of(
        HttpRequest request,
        IClusterFeed feed,
        string? node,
        string? by,
        string extension,
        string type,
        Func<IEnumerable<StatLine>, ImmutableArray<StatColumn>, StatQuery, DateTimeOffset?, byte[]> render
    )
    {
        var snapshot = feed.Current.Snapshot;
        var one = node is null ? null : snapshot.Node(node);
        if (node is not null && one is null)
        {
            return Problems.UnknownNode(node);
        }

        var query = StatQuery.Parse(request.Query);
        var lines = (one is null ? snapshot.Nodes.AsEnumerable() : [one]).SelectMany(StatLines.Of);
        var items = StatArrangement.Of(lines, query, by is "server" ? StatGrouping.Server : StatGrouping.Proxy);
        var columns = StatColumnSet
            .Of(query.Mode, query.Columns ?? [], showNode: false)
            .RemoveAll(column => column.Kind is StatColumnKind.Trend);
        var name = $"haproxy-{one?.Name.Value ?? "all"}-{query.Mode.Id()}.{extension}";
        return TypedResults.File(render(StatArrangement.Lines(items), columns, query, snapshot.At), type, name);
    }
}
