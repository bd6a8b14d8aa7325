using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

/// <summary>The health of HaDashboard itself. It needs no sign-in, so that load balancers can read it.</summary>
internal static class HealthEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").AllowAnonymous().WithTags("health");
        health
            .MapGet("/live", () => TypedResults.Ok(new HealthDocument("live", null, null)))
            .WithSummary("The process responds.");
        health
            .MapGet("/ready", Ready)
            .WithSummary("The pages have data: a node is configured, and at least one HAProxy was polled.")
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
