using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
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
        Changing(api.MapPost("/reloads", RollAsync))
            .WithSummary(
                "Reload several nodes, or all, one after the other; with dryRun only check and ask the gate. Needs Operator."
            );
        Changing(api.MapPost("/reloads/{id}/resume", ResumeAsync))
            .WithSummary(
                "Go on with a rolling reload that stopped, with skip without the node it stopped at. Needs Operator."
            );
        Changing(api.MapPost("/reloads/{id}/cancel", CancelAsync))
            .WithSummary("Begin no further node of a rolling reload. Needs Operator.");
        api.MapGet("/reloads", All).WithTags("reloads").WithSummary("The reloads that are kept, the newest first.");
        api.MapGet("/reloads/{id}", Find)
            .WithTags("reloads")
            .WithSummary("The progress or the result of a reload.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Changing(RouteHandlerBuilder route) =>
        route
            .AddEndpointFilter<CrossSiteGuard>()
            .WithTags("reloads")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> ReloadAsync(
        string node,
        ReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ReloadBook book,
        TimeProvider time
    )
    {
        if (!NodeName.TryParse(node, out var name))
        {
            return Problems.UnknownNode(node);
        }

        var command = new ReloadHaProxy(Command.NewId(time), name) { Reapply = request.Reapply };
        return await SubmitAsync(command, command.Id, request.Reason, context, gate, book);
    }

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> RollAsync(
        RollingReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ReloadBook book,
        TimeProvider time
    )
    {
        var nodes = ImmutableArray.CreateBuilder<NodeName>();
        foreach (var node in request.Nodes ?? [])
        {
            if (!NodeName.TryParse(node, out var name))
            {
                return Problems.UnknownNode(node);
            }

            nodes.Add(name);
        }

        if (request.Nodes is { IsEmpty: true })
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity,
                "'nodes' is empty. Omit it to reload all nodes."
            );
        }

        var command = new RollingReload(Command.NewId(time), nodes.ToImmutable())
        {
            IsDryRun = request.DryRun,
            Reapply = request.Reapply,
        };
        return await SubmitAsync(command, command.Id, request.Reason, context, gate, book);
    }

    private static Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> ResumeAsync(
        string id,
        ResumeReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ReloadBook book,
        TimeProvider time
    ) =>
        SubmitAsync(
            new ResumeRollingReload(Command.NewId(time), id, request.Skip),
            id,
            request.Reason,
            context,
            gate,
            book
        );

    private static Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> CancelAsync(
        string id,
        ReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ReloadBook book,
        TimeProvider time
    ) => SubmitAsync(new CancelRollingReload(Command.NewId(time), id), id, request.Reason, context, gate, book);

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> SubmitAsync(
        Command command,
        string recordId,
        string? reason,
        HttpContext context,
        CommandGate gate,
        ReloadBook book
    )
    {
        var submission = await gate.SubmitAsync(command, context.User.ToCaller(), reason ?? "", context.RequestAborted);
        if (submission.Refusal is { } refusal)
        {
            return Problems.Of(refusal);
        }

        return book.Find(recordId) is { } record
            ? TypedResults.Accepted($"/api/v1/reloads/{record.Id}", ReloadDocument.Of(record))
            : Problems.Of(
                StatusCodes.Status500InternalServerError,
                "The reload was accepted but has no record. Check the audit log."
            );
    }

    private static Ok<ImmutableArray<ReloadDocument>> All(ReloadBook book) =>
        TypedResults.Ok<ImmutableArray<ReloadDocument>>([.. book.Records.Select(ReloadDocument.Of)]);

    private static Results<Ok<ReloadDocument>, ProblemHttpResult> Find(string id, ReloadBook book) =>
        book.Find(id) is { } record
            ? TypedResults.Ok(ReloadDocument.Of(record))
            : Problems.Of(StatusCodes.Status404NotFound, "No reload has this ID, or its record is no longer kept.");
}
