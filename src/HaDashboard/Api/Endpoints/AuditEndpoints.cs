using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

internal static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit", AuditAsync)
            .RequireAuthorization(AccessPolicies.Admin)
            .WithTags("audit")
            .WithSummary("Every intent, outcome and refusal, newest first. Needs Admin.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<ImmutableArray<AuditDocument>>, ProblemHttpResult>> AuditAsync(
        IAuditLog audit,
        string? limit,
        CancellationToken cancellationToken
    )
    {
        if (!Limit.TryParse(limit, DefaultLimit, MaxLimit, out var count))
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity,
                $"limit must be a number from 1 to {MaxLimit}."
            );
        }

        var entries = await audit.ReadAsync(count, cancellationToken);
        return TypedResults.Ok(entries.Select(AuditDocument.Of).ToImmutableArray());
    }
}
