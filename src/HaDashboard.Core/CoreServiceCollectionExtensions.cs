using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Memory.Series;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Guards;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using Microsoft.Extensions.DependencyInjection;

namespace HaDashboard.Core;

public static class CoreServiceCollectionExtensions
{
    /// <summary>Registers what facts pass through: store, feed, clock.</summary>
    public static IServiceCollection AddClusterState(this IServiceCollection services, ClusterInventory inventory) =>
        services
            .AddSingleton(inventory)
            .AddSingleton<ClusterStore>()
            .AddSingleton<IObservationSink>(provider => provider.GetRequiredService<ClusterStore>())
            .AddSingleton<IClusterFeed>(provider => provider.GetRequiredService<ClusterStore>())
            .AddHostedService(provider => provider.GetRequiredService<ClusterStore>())
            .AddHostedService<ClusterClock>()
            .AddSingleton<TrendStore>()
            .AddHostedService<SeriesRecorder>();

    /// <summary>The path of commands: gate, guards, handlers, journal.</summary>
    /// <param name="readOnly">No handler is registered: no action exists, for anybody.</param>
    public static IServiceCollection AddCommandGate(this IServiceCollection services, bool readOnly)
    {
        services
            .AddSingleton<CommandGate>()
            .AddSingleton<ICommandExecutor>(provider => provider.GetRequiredService<CommandGate>())
            .AddSingleton<ActionJournal>()
            .AddHostedService<JournalRestore>()
            .AddSingleton<FleetAction>()
            .AddSingleton<ICommandGuard, KnownNodeGuard>()
            .AddSingleton<ICommandGuard, ReloadInProgressGuard>()
            .AddSingleton<ICommandGuard, RollingReloadGuard>()
            .AddSingleton<ICommandGuard, RuntimeTargetGuard>()
            .AddSingleton<ICommandGuard, SupportedHaProxyGuard>()
            .AddSingleton<ICommandGuard, LastServerGuard>()
            .AddSingleton<ICommandGuard, ActionInProgressGuard>();
        if (!readOnly)
        {
            services
                .AddSingleton<ICommandHandler, ReloadHaProxyHandler>()
                .AddSingleton<ICommandHandler, RollingReloadHandler>()
                .AddSingleton<ICommandHandler, RuntimeActionHandler>()
                .AddSingleton<ICommandHandler, ReadConsoleHandler>();
        }

        return services;
    }
}
