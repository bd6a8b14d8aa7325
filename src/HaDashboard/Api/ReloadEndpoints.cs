using HaDashboard.Access;
using HaDashboard.Core.Commands;
using HaDashboard.Core.Commands.Reloads;
using HaDashboard.Core.Inventory;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api;

internal static class ReloadEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        // No policy but Viewer here: the gate itself refuses a role that does not reach, and audits that somebody tried.
        api.MapPost("/nodes/{node}/haproxy/reload", ReloadAsync)
            .AddEndpointFilter<CrossSiteGuard>()
            .WithTags("reloads")
            .WithSummary("Check the node's file, reload its HAProxy, prove it. Needs Operator.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/reloads/{id}", Find)
            .WithTags("reloads").WithSummary("How far a reload is, or how it ended.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> ReloadAsync(
        string node, ReloadRequest request, HttpContext context, CommandGate gate, ReloadBook book, TimeProvider time)
    {
        if (!NodeName.TryParse(node, out var name))
        {
            return Problems.UnknownNode(node);
        }

        var command = new ReloadHaProxy(Command.NewId(time), name);
        var submission = await gate.SubmitAsync(command, context.User.ToCaller(), request.Reason ?? "", context.RequestAborted);
        if (submission.Refusal is { } refusal)
        {
            return Problems.Of(refusal);
        }

        return book.Find(command.Id) is { } record
            ? TypedResults.Accepted($"/api/v1/reloads/{record.Id}", ReloadDocument.Of(record))
            : Problems.Of(StatusCodes.Status500InternalServerError, "The reload was accepted and has no record; look at the audit.");
    }

    private static Results<Ok<ReloadDocument>, ProblemHttpResult> Find(string id, ReloadBook book) =>
        book.Find(id) is { } record ? TypedResults.Ok(ReloadDocument.Of(record)) : Problems.Of(StatusCodes.Status404NotFound, "No reload has this id, or it is too long ago.");
}
