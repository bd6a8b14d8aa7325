using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using HaDashboard.Tests;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

/// <summary>
/// Whatever there is to ask for, found in the program itself and not in a list, as nobody and as each role. What <see cref="AccessTable"/>
/// does not decide fails here: a new command, route, hub method or page comes with its role.
/// </summary>
public sealed class AccessMatrixTests(ClusterFixture fixture)
{
    private static readonly (UserRole Role, string? Token)[] Everybody =
    [
        (UserRole.None, null),
        (UserRole.Viewer, Tokens.Viewer),
        (UserRole.Operator, Tokens.Operator),
        (UserRole.Admin, Tokens.Admin),
    ];

    [Fact]
    public void EveryRestRouteOfTheCatalogue_IsMapped()
    {
        var mapped = fixture
            .Dashboard.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") is true)
            .Select(route => route.RoutePattern.RawText?.TrimStart('/'))
            .ToArray();
        Assert.All(CommandCatalogue.All.Where(command => command.RestRoute is not null), command =>
            Assert.Contains($"api/v1{command.RestRoute}", mapped)
        );
    }

    [Fact]
    public void EveryCommand_IsDecided()
    {
        var commands = typeof(Command)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract);

        Assert.Equal(
            commands.Select(type => type.Name).Order(StringComparer.Ordinal),
            AccessTable.Commands.Select(row => row.Command.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task EveryCommand_AsEachRole_PassesTheGateFromItsRoleOn()
    {
        var audit = fixture.Dashboard.Services.GetRequiredService<IAuditLog>();
        foreach (var (command, requires) in AccessTable.Commands)
        {
            foreach (var (role, _) in Everybody)
            {
                var handler = new NotingHandler();
                using var gate = new CommandGate(
                    fixture.Dashboard.Services.GetRequiredService<IClusterFeed>(),
                    [handler],
                    [],
                    audit,
                    TimeProvider.System,
                    Microsoft.Extensions.Logging.Abstractions.NullLogger<CommandGate>.Instance,
                    new EverybodyStays()
                );
                var (refusal, _) = await gate.ExecuteAsync(
                    command,
                    new Caller("matrix", role, "192.0.2.1"),
                    "to see who may",
                    TestContext.Current.CancellationToken
                );

                var expected =
                    role is UserRole.None ? RefusalKind.NotSignedIn
                    : role < requires ? RefusalKind.Forbidden
                    : (RefusalKind?)null;
                Assert.True(
                    refusal?.Kind == expected && handler.Asked == expected is null,
                    $"{command.Describe()} as {role}: {refusal?.Kind.ToString() ?? "done"}, not {expected?.ToString() ?? "done"}"
                );
            }
        }
    }

    [Fact]
    public void EveryRoute_IsDecided()
    {
        var routes = Routes().Select(route => route.Name).ToHashSet(StringComparer.Ordinal);

        var undecided = routes
            .Except(AccessTable.Routes.Keys)
            .Select(name => $"{name} has no role in AccessTable")
            .Concat(AccessTable.Routes.Keys.Except(routes).Select(name => $"{name} is decided and does not exist"));
        Assert.True(!undecided.Any(), string.Join('\n', undecided));
    }

    [Fact]
    public async Task EveryRoute_AsEachRole_OpensFromItsRoleOn()
    {
        var wrong = new List<string>();
        foreach (var (name, method, path) in Routes().DistinctBy(route => route.Name))
        {
            foreach (var (role, token) in Everybody)
            {
                using var client = fixture.Client(token);
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Content = method is "POST" ? JsonContent.Create(AccessTable.HarmlessBody) : null;
                // The headers alone: some answers have no end.
                using var response = await client.SendAsync(
                    request,
                    HttpCompletionOption.ResponseHeadersRead,
                    TestContext.Current.CancellationToken
                );
                var open =
                    response.StatusCode
                    is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Redirect);
                if (AccessTable.Routes.TryGetValue(name, out var requires) && open != role >= requires)
                {
                    wrong.Add($"{name} as {role}: {(int)response.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryPage_SaysItsRoleItself_ForTheRouterOfAnOpenCircuitAsksNobodyElse()
    {
        var pages = typeof(Program)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetCustomAttributes<RouteAttribute>().Select(route => (route.Template, Role: RoleOf(type)))
            )
            .OrderBy(page => page.Template, StringComparer.Ordinal);

        Assert.Equal(
            AccessTable
                .Pages.OrderBy(page => page.Key, StringComparer.Ordinal)
                .Select(page => $"{page.Key} {page.Value}"),
            pages.Select(page => $"{page.Template} {page.Role?.ToString() ?? "undecided"}")
        );
    }

    [Fact]
    public void EveryHubMethod_IsDecided_AndItsHubNeedsARole()
    {
        var methods = typeof(Program)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Hub)))
            .SelectMany(hub =>
                hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .Where(method => method.GetBaseDefinition().DeclaringType == hub)
                    .Select(method =>
                        $"{hub.Name}.{method.Name} {(RoleOf(method) ?? RoleOf(hub))?.ToString() ?? "undecided"}"
                    )
            );

        Assert.Equal(AccessTable.HubMethods, methods.Order(StringComparer.Ordinal));
    }

    private IEnumerable<(string Name, string Method, string Path)> Routes() =>
        fixture
            .Dashboard.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && endpoint.RoutePattern.RawText is not "{**path:file}"
            ) // the latter: assets in Development
            .SelectMany(endpoint =>
                MethodsOf(endpoint)
                    .Select(method =>
                        (
                            $"{method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}",
                            method,
                            "/"
                                + string.Join(
                                    '/',
                                    endpoint.RoutePattern.PathSegments.Select(segment =>
                                        string.Concat(segment.Parts.Select(AccessTable.Fill))
                                    )
                                )
                        )
                    )
            );

    // A page's form is posted to its own address, with an antiforgery token: SignInTests has those.
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null
            ? ["GET"]
        : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Where(method => method is not ("HEAD" or "OPTIONS"))
        : ["GET"];

    private static UserRole? RoleOf(MemberInfo member) =>
        member.IsDefined(typeof(AllowAnonymousAttribute))
            ? UserRole.None
            : member
                .GetCustomAttributes<AuthorizeAttribute>()
                .Select(attribute => attribute.Policy)
                .Where(policy => policy is not null)
                .Select(policy => Enum.Parse<UserRole>(policy!))
                .Cast<UserRole?>()
                .Max();

    private sealed class NotingHandler : ICommandHandler
    {
        public bool Asked { get; private set; }

        public bool CanHandle(Command command) => true;

        public CommandStart Begin(CommandRequest request)
        {
            Asked = true;
            return CommandStart.Running(
                (_, _) => Task.FromResult(new CommandOutcome(true, Message.Verbatim("noted"), ""))
            );
        }
    }
}
