using HaDashboard.Core.Memory.Series;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HaDashboard.Clusters;

public static class ClusterServiceCollectionExtensions
{
    /// <summary>Watches a cluster. The first one added is the default.</summary>
    /// <param name="compose">Registers the cluster's parts in its own container.</param>
    public static IServiceCollection AddCluster(
        this IServiceCollection services,
        string name,
        Action<IServiceCollection> compose
    )
    {
        services.AddSingleton(new ClusterDefinition(name, compose));
        services.TryAddSingleton<ClusterRegistry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RegistryStart>());
        return services;
    }

    /// <summary>Changes the parts of every cluster: tests put their own connections in.</summary>
    public static IServiceCollection ConfigureClusters(
        this IServiceCollection services,
        Action<IServiceCollection> configure
    ) => services.AddSingleton(new ClusterConfiguration(configure));

    /// <summary>What pages, hub and REST use of a cluster, taken from the default one.</summary>
    public static IServiceCollection AddDefaultClusterParts(this IServiceCollection services) =>
        services
            .AddDefaultClusterPart<IClusterFeed>()
            .AddDefaultClusterPart<CommandGate>()
            .AddDefaultClusterPart<ActionJournal>()
            .AddDefaultClusterPart<FleetAction>()
            .AddDefaultClusterPart<TrendStore>()
            .AddDefaultClusterPart<INodeCommands>()
            .AddDefaultClusterPart<INodeLogs>()
            .AddDefaultClusterPart<IPodDetails>();

    private static IServiceCollection AddDefaultClusterPart<T>(this IServiceCollection services)
        where T : class =>
        // Singleton, not transient: a container disposes of a transient with the request that asked for it.
        services.AddSingleton(provider => provider.GetRequiredService<ClusterRegistry>().Default.Get<T>());

    private sealed class RegistryStart(ClusterRegistry registry) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => registry.StartAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => registry.StopAsync(cancellationToken);
    }
}
