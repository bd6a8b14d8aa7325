using System.Collections.Concurrent;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Views;
using HaDashboard.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

/// <summary>
/// The dialogs over the real gate with its real guard of the last server; what would reach HAProxy is written down instead.
/// </summary>
public abstract class ActionContext : PageContext
{
    private readonly BunitAuthorizationContext _user;

    protected ActionContext()
    {
        _user = AddAuthorization();
        Role("Operator");
        Services.AddSingleton<IAuditLog, NoAudit>();
        Services.AddSingleton<IObservationSink, NoSink>();
        Services.AddSingleton<IClusterFeed>(_ => new StillFeed(() => Shown));
        Services.AddSingleton<ActionJournal>();
        Services.AddSingleton<FleetAction>();
        Services.AddSingleton<ICommandExecutor>(services => services.GetRequiredService<CommandGate>());
        Services.AddSingleton(services => new CommandGate(
            services.GetRequiredService<IClusterFeed>(),
            [Handler],
            [new LastServerGuard()],
            services.GetRequiredService<IAuditLog>(),
            TimeProvider.System,
            NullLogger<CommandGate>.Instance,
            new EverybodyStays()
        ));
    }

    private protected Recorder Handler { get; } = new();

    private protected ClusterView Shown { get; set; } = View(Scenario.Whole());

    protected void Role(string role)
    {
        _user.SetAuthorized("ops");
        _user.SetRoles(role);
    }

    private protected static ActionTarget Target(string node = "k8smaster1", string server = "master2") =>
        new(A.Name(node), ProxyName.Parse(A.Backend), ServerName.Parse(server));

    /// <summary>A cluster whose k8smaster1 says this of its servers.</summary>
    private protected static ClusterView Said(params Server[] servers) =>
        View(Scenario.Whole().Then(SourceCatalogue.HaProxy.Observed(A.Name("k8smaster1"), A.Reading(servers), A.Noon)));

    private protected static Server WithSessions(string name, int sessions, string status = "UP", int weight = 1) =>
        A.Server(name, status, weight: weight) with
        {
            Row = A.Row("svname,status,tracked,scur,uweight", $"{name},{status},,{sessions},{weight}"),
        };

    private protected IRenderedComponent<MudDialogProvider> Open(
        string? verb,
        bool everywhere = false,
        params ActionTarget[] targets
    )
    {
        var provider = Render<MudDialogProvider>(builder => builder.AddCascadingValue(Shown));
        var chosen = targets.Length == 0 ? [Target()] : targets;
        var opening = provider.InvokeAsync(() =>
            Services
                .GetRequiredService<IDialogService>()
                .ShowAsync<ActionDialog>(
                    "title",
                    new DialogParameters<ActionDialog>
                    {
                        { dialog => dialog.Targets, chosen },
                        { dialog => dialog.Command, verb is null ? null : CommandCatalogue.Named(verb) },
                        { dialog => dialog.OnAllNodes, everywhere },
                    }
                )
        );
        provider.WaitForElement("[data-testid=action-dialog]");
        Assert.True(opening.IsCompletedSuccessfully);
        return provider;
    }

    private protected sealed class Recorder : ICommandHandler
    {
        internal ConcurrentQueue<(Command Command, string Reason)> Asked { get; } = [];

        internal Func<Command, CommandOutcome> Answers { get; set; } =
            _ => new CommandOutcome(
                true,
                Message.Verbatim("done"),
                "sent",
                Message.Verbatim("UP, weight 1"),
                Message.Verbatim("MAINT, weight 1")
            );

        public bool CanHandle(Command command) => true;

        public CommandStart Begin(CommandRequest request)
        {
            Asked.Enqueue((request.Command, request.Reason));
            return CommandStart.Running((_, _) => Task.FromResult(Answers(request.Command)));
        }
    }

    private sealed class NoAudit : IAuditLog
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([]);
    }

    private sealed class NoSink : IObservationSink
    {
        public void Offer(Observation observation) { }
    }

    private sealed class StillFeed(Func<ClusterView> view) : IClusterFeed
    {
        public ClusterView Current => view();

        public async IAsyncEnumerable<ClusterView> WatchAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            yield return view();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}

internal static class DialogSteps
{
    internal static IElement By(this IRenderedComponent<MudDialogProvider> dialog, string testId) =>
        dialog.Find($"[data-testid={testId}]");

    internal static void Reason(this IRenderedComponent<MudDialogProvider> dialog, string reason) =>
        dialog.Find("#action-reason").Input(reason);
}
