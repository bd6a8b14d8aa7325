using HaDashboard.Access;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

using Answer = Results<Ok<ActionDocument>, ProblemHttpResult>;

internal static class ServerEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        // No policy but Viewer here: the gate itself refuses a role that does not reach, and audits the attempt.
        var server = api.MapGroup("")
            .AddEndpointFilter<CrossSiteGuard>()
            .WithTags("servers")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        server
            .MapPost(RuntimeCommands.StateRoute, StateAsync)
            .WithSummary(
                $"Set a server to ready, drain or maint, and read it back. Needs {Needs(RuntimeCommands.StateRoute)}."
            );
        server
            .MapPost(RuntimeCommands.WeightRoute, WeightAsync)
            .WithSummary($"Set a server's weight, and read it back. Needs {Needs(RuntimeCommands.WeightRoute)}.");
    }

    private static UserRole Needs(string route) =>
        CommandCatalogue.All.First(command => command.RestRoute == route).Requires;

    private static Task<Answer> StateAsync(
        string node,
        string proxy,
        string server,
        ServerStateRequest request,
        HttpContext context,
        CommandGate gate,
        TimeProvider time
    )
    {
        if (CommandCatalogue.Find(request.State ?? "") is not { RestRoute: RuntimeCommands.StateRoute } command)
        {
            return Invalid("state is ready, drain or maint.");
        }

        var arguments = new CommandArguments(Command.NewId(time)) { OverrideLastServer = request.OverrideLastServer };
        return RunAsync(new ServerPath(node, proxy, server), command, arguments, request.Reason, context, gate);
    }

    private static Task<Answer> WeightAsync(
        string node,
        string proxy,
        string server,
        ServerWeightRequest request,
        HttpContext context,
        CommandGate gate,
        TimeProvider time
    )
    {
        if (!WeightChange.TryParse(request.Weight, out var weight))
        {
            return Invalid($"weight is a text: 0 to {WeightChange.Max}, or 0% to 100% of the file's weight.");
        }

        var command = CommandCatalogue.Named("weight");
        var arguments = new CommandArguments(Command.NewId(time))
        {
            Weight = weight,
            OverrideLastServer = request.OverrideLastServer,
        };
        return RunAsync(new ServerPath(node, proxy, server), command, arguments, request.Reason, context, gate);
    }

    private static async Task<Answer> RunAsync(
        ServerPath path,
        CommandDescriptor descriptor,
        CommandArguments arguments,
        string? reason,
        HttpContext context,
        CommandGate gate
    )
    {
        if (!NodeName.TryParse(path.Node, out var node))
        {
            return Problems.UnknownNode(path.Node);
        }

        if (!ProxyName.TryParse(path.Proxy, out var proxy) || !ServerName.TryParse(path.Server, out var server))
        {
            var name = Printable.Excerpt($"{path.Proxy}/{path.Server}", 100);
            return Problems.Of(StatusCodes.Status404NotFound, $"No server '{name}' on {node}.");
        }

        var command = descriptor.Create(arguments with { Nodes = [node], Proxy = proxy, Server = server })!;
        var caller = context.User.ToCaller();
        var (refusal, outcome) = await gate.ExecuteAsync(command, caller, reason ?? "", context.RequestAborted);
        return (refusal ?? outcome!.Refusal) is { } no
            ? Problems.Of(no)
            : TypedResults.Ok(ActionDocument.Of(command, outcome!));
    }

    private static Task<Answer> Invalid(string detail) =>
        Task.FromResult<Answer>(Problems.Of(StatusCodes.Status422UnprocessableEntity, detail));

    /// <summary>The route's names as they came, not validated yet.</summary>
    private sealed record ServerPath(string Node, string Proxy, string Server);
}
