using Bunit;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Console;
using HaDashboard.Components.Live;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Memory.Series;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Views;
using HaDashboard.Starting;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace HaDashboard.Web.Tests.Components;

/// <summary>Renders pages the way they are used: as functions of a cascaded view, for a signed-in operator.</summary>
public abstract class PageContext : BunitContext
{
    protected PageContext()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<TrendStore>();
        Services.AddSingleton(new DashboardMode(ReadOnly: false));
        Services.AddScoped<ActionMemory>();
        Services.AddScoped<ConsoleHistory>();
        Services.AddSingleton<INodeLogs, NoNodeLogs>();
        var user = AddAuthorization();
        user.SetAuthorized("ops");
        user.SetRoles("Operator");
        RenderTree.Add<UserRightsProvider>();
    }

    private protected static ClusterView View(Scenario scenario, long revision = 1) =>
        View(scenario.Snapshot, revision);

    protected static ClusterView View(ClusterSnapshot snapshot, long revision = 1) =>
        ClusterView.Of(snapshot, revision);

    protected IRenderedComponent<T> Page<T>(
        ClusterView view,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : IComponent =>
        Render<T>(builder =>
        {
            builder.AddCascadingValue(view);
            parameters?.Invoke(builder);
        });

    /// <summary>As it is by default: no log command is configured.</summary>
    private sealed class NoNodeLogs : INodeLogs
    {
        public string? LineOf(NodeName node, NodeLog log) => null;

        public Task<NodeLogText> ReadAsync(NodeName node, NodeLog log, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is configured.");
    }
}
