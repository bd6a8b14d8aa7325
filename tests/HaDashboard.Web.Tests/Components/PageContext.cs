using Bunit;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Console;
using HaDashboard.Core.History.Series;
using HaDashboard.Core.Snapshots;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Verdicts;
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
        Services.AddSingleton<TrendBook>();
        Services.AddSingleton(new DashboardMode(ReadOnly: false));
        Services.AddScoped<ActionDesk>();
        Services.AddScoped<ConsoleBook>();
        var user = AddAuthorization();
        user.SetAuthorized("ops");
        user.SetRoles("Operator");
    }

    private protected static ClusterView View(Scenario scenario, long revision = 1) => View(scenario.Snapshot, revision);

    protected static ClusterView View(ClusterSnapshot snapshot, long revision = 1) => new(snapshot, Judge.Assess(snapshot, A.Noon), revision);

    protected IRenderedComponent<T> Page<T>(ClusterView view, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent => Render<T>(builder =>
    {
        builder.AddCascadingValue(view);
        parameters?.Invoke(builder);
    });
}
