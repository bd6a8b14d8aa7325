using System.Collections.Immutable;
using HaDashboard.Adapters.HaProxy.Actions;
using HaDashboard.Adapters.HaProxy.Polling;
using HaDashboard.Adapters.HaProxy.Readings;
using HaDashboard.Adapters.HaProxy.Settings;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.HaProxy;

public static class HaProxyServiceCollectionExtensions
{
    /// <summary>
    /// Polls every node's HAProxy, runs actions on it and runs the nodes' configured commands. Requires
    /// <see cref="NodeServiceCollectionExtensions.AddNodes"/>.
    /// </summary>
    public static IServiceCollection AddHaProxy(
        this IServiceCollection services,
        ImmutableArray<HaProxyNodeOptions> nodes,
        PollingOptions polling
    ) =>
        services
            .AddSingleton(provider => new HaProxyPolling(
                nodes,
                polling,
                provider.GetRequiredService<NodeConnections>().For,
                provider.GetRequiredService<IObservationSink>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SourceLoop>>()
            ))
            .AddSingleton(provider => new NodeReadings(
                nodes,
                provider.GetRequiredService<HaProxyPolling>(),
                polling.Timeout,
                provider.GetRequiredService<NodeConnections>().For,
                provider.GetRequiredService<IClusterFeed>(),
                provider.GetRequiredService<IObservationSink>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<SourceLoop>>()
            ))
            .AddSingleton<IPollSignal>(provider => provider.GetRequiredService<NodeReadings>())
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<NodeReadings>())
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<HaProxyPolling>())
            .AddSingleton<IHaProxyRuntime>(provider => new HaProxyRuntime(
                nodes,
                polling.Timeout,
                provider.GetRequiredService<NodeConnections>().ForAction,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<INodeCommands>(provider => new NodeCommands(
                nodes,
                provider.GetRequiredService<NodeConnections>().ForAction
            ));
}
