using HaDashboard.Access;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api;

using Answer = Results<Ok<ActionDocument>, ProblemHttpResult>;

internal static class ServerEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        // No policy but Viewer here: the gate itself refuses a role that does not reach, and audits that somebody tried.
        var server = api.MapGroup("/nodes/{node}/haproxy/servers/{proxy}/{server}")
            .AddEndpointFilter<CrossSiteGuard>()
            .WithTags("servers")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        server
            .MapPost("/state", StateAsync)
            .WithSummary("Set a server to ready, drain or maint, and read it back. Needs Operator.");
        server.MapPost("/weight", WeightAsync).WithSummary("Set a server's weight, and read it back. Needs Operator.");
    }

    private static Task<Answer> StateAsync(
        string node,
        string proxy,
        string server,
        ServerStateRequest request,
        HttpContext context,
        CommandGate gate,
        TimeProvider time
    ) =>
        ServerTargetStates.TryParse(request.State, out var state)
            ? RunAsync(node, proxy, server, request.Reason, context, gate, (n, p, s) =>
                new SetServerState(Command.NewId(time), n, p, s, state, request.OverrideLastServer)
            )
            : Invalid("state is ready, drain or maint.");

    private static Task<Answer> WeightAsync(
        string node,
        string proxy,
        string server,
        ServerWeightRequest request,
        HttpContext context,
        CommandGate gate,
        TimeProvider time
    ) =>
        WeightChange.TryParse(request.Weight, out var weight)
            ? RunAsync(node, proxy, server, request.Reason, context, gate, (n, p, s) =>
                new SetServerWeight(Command.NewId(time), n, p, s, weight, request.OverrideLastServer)
            )
            : Invalid($"weight is a text: 0 to {WeightChange.Max}, or 0% to 100% of the file's weight.");

    private static async Task<Answer> RunAsync(
        string node,
        string proxy,
        string server,
        string? reason,
        HttpContext context,
        CommandGate gate,
        Func<NodeName, ProxyName, ServerName, Command> make
    )
    {
        if (!NodeName.TryParse(node, out var name))
        {
            return Problems.UnknownNode(node);
        }

        if (!ProxyName.TryParse(proxy, out var proxyName) || !ServerName.TryParse(server, out var serverName))
        {
            return Problems.Of(
                StatusCodes.Status404NotFound,
                $"No server '{Printable.Excerpt($"{proxy}/{server}", 100)}' on {name}."
            );
        }

        var command = make(name, proxyName, serverName);
        var (refusal, outcome) = await gate.ExecuteAsync(
            command,
            context.User.ToCaller(),
            reason ?? "",
            context.RequestAborted
        );
        return (refusal ?? outcome!.Refusal) is { } no
            ? Problems.Of(no)
            : TypedResults.Ok(ActionDocument.Of(command, outcome!));
    }

    private static Task<Answer> Invalid(string detail) =>
        Task.FromResult<Answer>(Problems.Of(StatusCodes.Status422UnprocessableEntity, detail));
}
