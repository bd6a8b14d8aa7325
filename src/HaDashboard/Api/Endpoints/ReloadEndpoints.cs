using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

internal static class ReloadEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        // No policy but Viewer here: the gate itself refuses a role that does not reach, and audits the attempt.
        Map(api, "reload", ReloadAsync);
        Map(api, "rolling-reload", RollAsync);
        Map(api, "resume-rolling-reload", ResumeAsync);
        Map(api, "cancel-rolling-reload", CancelAsync);
        api.MapGet("/reloads", All).WithTags("reloads").WithSummary("The reloads that are kept, the newest first.");
        api.MapGet("/reloads/{id}", Find)
            .WithTags("reloads")
            .WithSummary("The progress or the result of a reload.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    // Route, words and role come from the catalogue.
    private static void Map(IEndpointRouteBuilder api, string commandId, Delegate handler)
    {
        var command = CommandCatalogue.Named(commandId);
        api.MapPost(command.RestRoute!, handler)
            .AddEndpointFilter<CrossSiteGuard>()
            .WithTags("reloads")
            .WithSummary($"{command.Explanation} Needs {command.Requires}.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> ReloadAsync(
        string node,
        ReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ActionJournal journal,
        TimeProvider time
    )
    {
        if (!NodeName.TryParse(node, out var name))
        {
            return Problems.UnknownNode(node);
        }

        var command = new ReloadHaProxy(Command.NewId(time), name) { Reapply = request.Reapply };
        return await SubmitAsync(command, command.Id, request.Reason, context, gate, journal);
    }

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> RollAsync(
        RollingReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ActionJournal journal,
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
        return await SubmitAsync(command, command.Id, request.Reason, context, gate, journal);
    }

    private static Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> ResumeAsync(
        string id,
        ResumeReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ActionJournal journal,
        TimeProvider time
    ) =>
        SubmitAsync(
            new ResumeRollingReload(Command.NewId(time), id, request.Skip),
            id,
            request.Reason,
            context,
            gate,
            journal
        );

    private static Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> CancelAsync(
        string id,
        ReloadRequest request,
        HttpContext context,
        CommandGate gate,
        ActionJournal journal,
        TimeProvider time
    ) => SubmitAsync(new CancelRollingReload(Command.NewId(time), id), id, request.Reason, context, gate, journal);

    private static async Task<Results<Accepted<ReloadDocument>, ProblemHttpResult>> SubmitAsync(
        Command command,
        string recordId,
        string? reason,
        HttpContext context,
        CommandGate gate,
        ActionJournal journal
    )
    {
        var submission = await gate.SubmitAsync(command, context.User.ToCaller(), reason ?? "", context.RequestAborted);
        if (submission.Refusal is { } refusal)
        {
            return Problems.Of(refusal);
        }

        return journal.FindReload(recordId) is { } record
            ? TypedResults.Accepted($"/api/v1/reloads/{record.Id}", ReloadDocument.Of(record))
            : Problems.Of(
                StatusCodes.Status500InternalServerError,
                "The reload was accepted but has no record. Check the audit log."
            );
    }

    private static Ok<ImmutableArray<ReloadDocument>> All(ActionJournal journal) =>
        TypedResults.Ok<ImmutableArray<ReloadDocument>>([.. journal.Reloads.Select(ReloadDocument.Of)]);

    private static Results<Ok<ReloadDocument>, ProblemHttpResult> Find(string id, ActionJournal journal) =>
        journal.FindReload(id) is { } record
            ? TypedResults.Ok(ReloadDocument.Of(record))
            : Problems.Of(StatusCodes.Status404NotFound, "No reload has this ID, or its record is no longer kept.");
}
