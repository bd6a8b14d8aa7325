using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Pods;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes;

public static class KubernetesServiceCollectionExtensions
{
    /// <summary>Watches the Kubernetes API, if one is configured.</summary>
    /// <param name="timeout">
    /// The time limit of a heartbeat. Together with the heartbeat's interval it should be shorter than the age at which facts become stale.
    /// </param>
    public static IServiceCollection AddKubernetes(
        this IServiceCollection services,
        KubernetesOptions options,
        TimeSpan timeout
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ApiConnector(options, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IApiConnector>(provider => provider.GetRequiredService<ApiConnector>());
        services.TryAddSingleton<IClusterTrustSource>(provider => provider.GetRequiredService<ApiConnector>());
        services.AddSingleton(provider => new KubernetesCheck(
            options,
            provider.GetRequiredService<IApiConnector>(),
            timeout,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new KubernetesFacts(
            options,
            provider.GetRequiredService<ApiRoute>(),
            timeout,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(provider => new ApiRoute(
            provider.GetRequiredService<IApiConnector>(),
            Detours(options, provider)
        ));
        services.AddSingleton<IPodDetails>(provider => new PodDetailsReader(
            provider.GetRequiredService<ApiRoute>(),
            new WatchTiming(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return options.IsConfigured
            ? services.AddHostedService(provider => new KubernetesWatching(
                options,
                timeout,
                provider.GetRequiredService<ApiRoute>(),
                provider.GetRequiredService<IObservationSink>(),
                new WatchTiming(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<KubernetesWatching>>()
            ))
            : services;
    }

    private static IApiConnector[] Detours(KubernetesOptions options, IServiceProvider provider) =>
        options is { ThroughNodes: true, Server: null }
            ?
            [
                .. options.Masters.Select(master => new ThroughNodeConnector(
                    master,
                    provider.GetRequiredService<NodeConnections>(),
                    provider.GetRequiredService<IClusterTrustSource>(),
                    provider.GetRequiredService<IClusterFeed>()
                )),
            ]
            : [];
}
