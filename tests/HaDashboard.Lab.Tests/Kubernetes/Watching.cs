using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Views;
using HaDashboard.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>Watches the API as the application does, with a sink that stores all observations.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Watching(ServiceProvider services, RecordingSink sink)
    {
        _services = services;
        Sink = sink;
    }

    public RecordingSink Sink { get; }

    /// <summary>Starts watching.</summary>
    /// <param name="timeout">
    /// The timeout of a request; two seconds by default, for tests of failures. A test that allows no failure sets a longer one.
    /// </param>
    public static Task<Watching> StartAsync(string kubeConfig, CancellationToken ct, TimeSpan? timeout = null) =>
        StartAsync(new KubernetesOptions { KubeConfig = kubeConfig }, [], ct, timeout);

    public static async Task<Watching> StartAsync(
        KubernetesOptions options,
        ImmutableArray<NodeOptions> nodes,
        CancellationToken ct,
        TimeSpan? timeout = null
    )
    {
        var sink = new RecordingSink();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IObservationSink>(sink)
            .AddSingleton<IClusterFeed>(FixedFeed.Of())
            .AddNodes(nodes)
            .AddKubernetes(
                options with
                {
                    HeartbeatInterval = TimeSpan.FromSeconds(0.5),
                },
                timeout ?? TimeSpan.FromSeconds(2)
            )
            .BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(ct);
        }

        return new Watching(services, sink);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
