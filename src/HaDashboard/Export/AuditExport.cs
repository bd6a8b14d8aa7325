using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Components.Stats;
using HaDashboard.Reading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Export;

/// <summary>The rows of the audit page as a file. As on the page, only an Admin gets the rows of other users.</summary>
internal static class AuditExport
{
    internal static void Map(IEndpointRouteBuilder export)
    {
        export.MapGet("/audit.csv", async (HttpContext context, AuditReading reading, string? q, string? state) =>
            TypedResults.File(Csv(await RowsAsync(context, reading, q, state)), "text/csv; charset=utf-8", "audit.csv")
        );
        export.MapGet(
            "/audit.json",
            async Task<Ok<ImmutableArray<AuditDocument>>> (
                HttpContext context,
                AuditReading reading,
                string? q,
                string? state
            ) =>
                TypedResults.Ok(
                    (await RowsAsync(context, reading, q, state))
                        .SelectMany(row =>
                            row.Outcome is null || ReferenceEquals(row.Intent, row.Outcome)
                                ? [row.Intent]
                                : new[] { row.Outcome, row.Intent }
                        )
                        .Select(AuditDocument.Of)
                        .ToImmutableArray()
                )
        );
    }

    internal static byte[] Csv(ImmutableArray<AuditRow> rows)
    {
        var text = new StringBuilder("\uFEFFat,by,role,from,command,reason,state,summary,executed,before,after,id\r\n");
        foreach (var row in rows)
        {
            var (intent, outcome) = (row.Intent, row.Outcome);
            string?[] cells =
            [
                intent.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                intent.By,
                intent.Role,
                intent.From,
                intent.Command,
                intent.Reason,
                row.State.ToString(),
                row.Words,
                outcome?.Executed,
                outcome?.Before,
                outcome?.After,
                intent.CommandId,
            ];
            text.AppendJoin(',', cells.Select(StatExport.Safe)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static Task<ImmutableArray<AuditRow>> RowsAsync(
        HttpContext context,
        AuditReading reading,
        string? q,
        string? state
    ) =>
        reading.ReadAsync(
            context.User.ToCaller(),
            q,
            Enum.TryParse<AuditState>(state, out var wanted) && Enum.IsDefined(wanted) ? wanted : null,
            context.RequestAborted
        );
}
