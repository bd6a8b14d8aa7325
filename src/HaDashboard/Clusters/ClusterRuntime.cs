using System.Collections.Immutable;

namespace HaDashboard.Clusters;

/// <summary>
/// Everything that belongs to one watched cluster, in a service container of its own: inventory, store, connections, sources, gate and
/// recorder. Two runtimes in one process share only what the host lends to both (clock, logging, audit, sign-in), so equal node names
/// in two clusters cannot be confused.
/// </summary>
public sealed partial class ClusterRuntime : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ImmutableArray<IHostedService> _hosted;
    private readonly IHostApplicationLifetime _host;
    private readonly ILogger<ClusterRuntime> _logger;

    internal ClusterRuntime(
        string name,
        ServiceProvider services,
        IHostApplicationLifetime host,
        ILogger<ClusterRuntime> logger
    )
    {
        (Name, _services, _host, _logger) = (name, services, host, logger);
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    /// <summary>The cluster's name as configured.</summary>
    public string Name { get; }

    /// <summary>A part of this cluster, for example its feed or its gate.</summary>
    /// <exception cref="InvalidOperationException">The cluster was composed without this part.</exception>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var service in _hosted)
        {
            await service.StartAsync(cancellationToken);
            if (service is BackgroundService { ExecuteTask: { } running })
            {
                _ = WatchAsync(service.GetType().Name, running);
            }
        }
    }

    /// <summary>Stops the parts in reverse order. A part that fails to stop does not keep the others running.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var service in _hosted.Reverse())
        {
            try
            {
                await service.StopAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"Parts of the cluster '{Name}' failed to stop.", failures);
        }
    }

    // The host stops the program when one of its own background services fails. A cluster's services are not the host's, so the same
    // is done here: a dashboard whose store or poller has stopped would continue to show the last view as if it were current.
    private async Task WatchAsync(string service, Task running)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // the runtime was stopped
        }
        catch (Exception exception)
        {
            Log.PartFailed(_logger, Name, service, exception);
            _host.StopApplication();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "Cluster {Cluster}: {Service} failed. The program stops.")]
        public static partial void PartFailed(ILogger logger, string cluster, string service, Exception exception);
    }
}
