using System.Collections.Immutable;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Clusters;

/// <summary>The runtimes of this process. They start and stop with the host.</summary>
public sealed class ClusterRegistry : IHostedService, IAsyncDisposable
{
    /// <exception cref="ArgumentException">No cluster is defined, or two have the same name.</exception>
    public ClusterRegistry(
        IEnumerable<ClusterDefinition> definitions,
        IEnumerable<ClusterConfiguration> configurations,
        IServiceProvider host
    )
    {
        ImmutableArray<ClusterConfiguration> changes = [.. configurations];
        All = [.. definitions.Select(definition => Build(definition, changes, host))];
        if (All.IsEmpty)
        {
            throw new ArgumentException("No cluster is defined.", nameof(definitions));
        }

        if (All.DistinctBy(cluster => cluster.Name, StringComparer.Ordinal).Count() < All.Length)
        {
            throw new ArgumentException("Two clusters have the same name.", nameof(definitions));
        }
    }

    /// <summary>In the order of the configuration.</summary>
    public ImmutableArray<ClusterRuntime> All { get; }

    /// <summary>The cluster that a request means if it names none: the first.</summary>
    public ClusterRuntime Default => All[0];

    /// <returns>null where no cluster of that name is watched.</returns>
    public ClusterRuntime? Find(string name) =>
        All.FirstOrDefault(cluster => cluster.Name.Equals(name, StringComparison.Ordinal));

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(cluster => cluster.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(cluster => cluster.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in All)
        {
            await cluster.DisposeAsync();
        }
    }

    private static ClusterRuntime Build(
        ClusterDefinition definition,
        ImmutableArray<ClusterConfiguration> configurations,
        IServiceProvider host
    )
    {
        var services = new ServiceCollection();
        Lend(host, services);
        definition.Compose(services);
        foreach (var configuration in configurations)
        {
            configuration.Configure(services);
        }

        return new ClusterRuntime(
            definition.Name,
            services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true }),
            host.GetRequiredService<IHostApplicationLifetime>(),
            host.GetRequiredService<ILogger<ClusterRuntime>>()
        );
    }

    // Lent as instances: a container disposes of what it created, and these belong to the host.
    private static void Lend(IServiceProvider host, ServiceCollection services) =>
        services
            .AddSingleton(host.GetRequiredService<TimeProvider>())
            .AddSingleton(host.GetRequiredService<ILoggerFactory>())
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(host.GetRequiredService<IAuditLog>())
            .AddSingleton(host.GetRequiredService<ICallerCheck>());
}
