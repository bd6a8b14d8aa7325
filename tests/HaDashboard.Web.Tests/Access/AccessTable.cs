using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using Microsoft.AspNetCore.Routing.Patterns;

namespace HaDashboard.Web.Tests.Access;

/// <summary>Who may what: each with the least role it takes, <see cref="UserRole.None"/> where nobody needs to sign in.</summary>
internal static class AccessTable
{
    private static readonly NodeName Node = NodeName.Parse("k8smaster1");
    private static readonly ProxyName Backend = ProxyName.Parse("api-backend");
    private static readonly ServerName Master = ServerName.Parse("master1");

    /// <summary>Understood by every route that takes a body; names a node that does not exist, so that nothing happens.</summary>
    internal static object HarmlessBody { get; } = new
    {
        reason = "to see who may",
        state = "ready",
        weight = "1",
        nodes = new[] { "nobody" },
        dryRun = true,
    };

    /// <summary>Several of a kind where its role depends on what it says.</summary>
    internal static ImmutableArray<(Command Command, UserRole Requires)> Commands { get; } =
    [
        (new ReloadHaProxy("1", Node), UserRole.Operator),
        (new RollingReload("1", []), UserRole.Operator),
        (new ResumeRollingReload("1", "2"), UserRole.Operator),
        (new CancelRollingReload("1", "2"), UserRole.Operator),
        (new SetServerState("1", Node, Backend, Master, ServerTargetState.Drain), UserRole.Operator),
        (
            new SetServerState("1", Node, Backend, Master, ServerTargetState.Maint, OverrideLastServer: true),
            UserRole.Admin
        ),
        (new SetServerWeight("1", Node, Backend, Master, WeightChange.Absolute(10)), UserRole.Operator),
        (
            new SetServerWeight("1", Node, Backend, Master, WeightChange.Absolute(0), OverrideLastServer: true),
            UserRole.Admin
        ),
        (new SetServerHealth("1", Node, Backend, Master, ServerHealthChange.ForceDown), UserRole.Admin),
        (
            new SetServerAddress("1", Node, Backend, Master, System.Net.IPEndPoint.Parse("10.0.42.2:6443")),
            UserRole.Admin
        ),
        (new SetServerAgent("1", Node, Backend, Master, ServerAgentChange.Disable), UserRole.Admin),
        (new KillServerSessions("1", Node, Backend, Master), UserRole.Admin),
        (new SetFrontendState("1", Node, Backend, FrontendTargetState.Enable), UserRole.Admin),
        (new ClearCounters("1", Node), UserRole.Operator),
        (new ClearCounters("1", Node, All: true), UserRole.Admin),
        (new RunConsole("1", Node, ConsoleLine.Parse("show info")), UserRole.Operator),
        (new RunConsole("1", Node, ConsoleLine.Parse("show sess")), UserRole.Admin),
        (new RunConsole("1", Node, ConsoleLine.Parse("disable server api-backend/master1")), UserRole.Admin),
    ];

    /// <summary>A page's address in the router of a circuit.</summary>
    internal static ImmutableDictionary<string, UserRole> Pages { get; } =
        new Dictionary<string, UserRole>(StringComparer.Ordinal)
        {
            ["/"] = UserRole.Viewer,
            ["/backends/{Proxy}"] = UserRole.Viewer,
            ["/console"] = UserRole.Operator,
            ["/events"] = UserRole.Viewer,
            ["/haproxy"] = UserRole.Viewer,
            ["/logs"] = UserRole.Viewer,
            ["/masters/{Name}"] = UserRole.Viewer,
            ["/nodes/{Name}"] = UserRole.Viewer,
            ["/not-found"] = UserRole.Viewer,
            ["/pods"] = UserRole.Viewer,
            ["/pods/{Namespace}/{Name}"] = UserRole.Viewer,
            ["/config"] = UserRole.Viewer,
            ["/doctor"] = UserRole.Viewer,
            ["/reloads"] = UserRole.Viewer,
            ["/reloads/{Id}"] = UserRole.Viewer,
            ["/refused"] = UserRole.None,
            ["/audit"] = UserRole.Viewer,
            ["/sessions"] = UserRole.Admin,
            ["/sign-in"] = UserRole.None,
            ["/sign-in/no-role"] = UserRole.None,
            ["/sign-out"] = UserRole.None,
        }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>As the endpoints say it; a page is one of them. Where the gate decides, what the gate decides of an unknown node.</summary>
    internal static ImmutableDictionary<string, UserRole> Routes { get; } =
        new Dictionary<string, UserRole>(StringComparer.Ordinal)
        {
            ["GET /healthz/live"] = UserRole.None,
            ["GET /healthz/ready"] = UserRole.None,
            ["GET /sign-in/provider"] = UserRole.None,
            ["GET /api/v1/cluster"] = UserRole.Viewer,
            ["GET /api/v1/nodes/{node}/haproxy"] = UserRole.Viewer,
            ["GET /api/v1/masters/{node}"] = UserRole.Viewer,
            ["GET /api/v1/doctor"] = UserRole.Viewer,
            ["GET /api/v1/whatif/{node}"] = UserRole.Viewer,
            ["GET /api/v1/events"] = UserRole.Viewer,
            ["POST /api/v1/nodes/{node}/haproxy/reload"] = UserRole.Operator,
            ["GET /api/v1/reloads"] = UserRole.Viewer,
            ["GET /api/v1/reloads/{id}"] = UserRole.Viewer,
            ["POST /api/v1/reloads"] = UserRole.Operator,
            ["POST /api/v1/reloads/{id}/resume"] = UserRole.Operator,
            ["POST /api/v1/reloads/{id}/cancel"] = UserRole.Operator,
            ["POST /api/v1/nodes/{node}/haproxy/servers/{proxy}/{server}/state"] = UserRole.Operator,
            ["POST /api/v1/nodes/{node}/haproxy/servers/{proxy}/{server}/weight"] = UserRole.Operator,
            ["GET /api/v1/audit"] = UserRole.Admin,
            ["GET /openapi/{documentName}.json"] = UserRole.Viewer,
            ["GET /export/audit.csv"] = UserRole.Viewer,
            ["GET /export/audit.json"] = UserRole.Viewer,
            ["GET /export/haproxy.csv"] = UserRole.Viewer,
            ["GET /export/haproxy.json"] = UserRole.Viewer,
            ["GET /hubs/cluster"] = UserRole.Viewer,
            ["GET /hubs/cluster/negotiate"] = UserRole.Viewer,
            ["GET /_blazor"] = UserRole.Viewer,
            ["GET /_blazor/negotiate"] = UserRole.Viewer,
            ["GET /_blazor/disconnect/"] = UserRole.Viewer,
            ["GET /_blazor/initializers/"] = UserRole.Viewer,
            ["GET /_framework/opaque-redirect"] = UserRole.Viewer,
        }
            .ToImmutableDictionary(StringComparer.Ordinal)
            .AddRange(Pages.Select(page => KeyValuePair.Create($"GET {page.Key}", page.Value)));

    internal static ImmutableArray<string> HubMethods { get; } = ["ClusterHub.WatchCluster Viewer"];

    /// <summary>A part of a route's address with something in its parameter that fits and does not exist.</summary>
    internal static string Fill(RoutePatternPart part) =>
        part switch
        {
            RoutePatternParameterPart { Name: "documentName" } => "v1",
            RoutePatternParameterPart => "nobody",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => throw new ArgumentException(part.ToString()),
        };
}
