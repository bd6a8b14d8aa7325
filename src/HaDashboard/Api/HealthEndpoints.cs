using HaDashboard.Access;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api;

/// <summary>The program's own health, open to whoever has to ask without an account.</summary>
internal static class HealthEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").AllowAnonymous().WithTags("health");
        health
            .MapGet("/live", () => TypedResults.Ok(new HealthDocument("live", null, null)))
            .WithSummary("The process answers.");
        health
            .MapGet("/ready", Ready)
            .WithSummary("What the pages show is of this cluster: a node is configured, and one has been asked.")
            .Produces<HealthDocument>()
            .Produces<HealthDocument>(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<HealthDocument> Ready(HttpContext context, IClusterFeed feed)
    {
        var snapshot = feed.Current.Snapshot;
        var missing = Readiness.Missing(snapshot);
        var document = new HealthDocument(
            missing is null ? "ready" : "not ready",
            missing,
            context.User.Role() >= UserRole.Viewer ? Readiness.Sources(snapshot) : null
        );
        return TypedResults.Json(
            document,
            statusCode: missing is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }
}
