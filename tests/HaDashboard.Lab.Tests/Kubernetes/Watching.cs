using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Core.Observations;
using HaDashboard.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>The room as the application starts it, with a sink that remembers.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Watching(ServiceProvider services, RecordingSink sink)
    {
        _services = services;
        Sink = sink;
    }

    public RecordingSink Sink { get; }

    public static async Task<Watching> StartAsync(string kubeConfig, CancellationToken ct)
    {
        var sink = new RecordingSink();
        var options = new KubernetesOptions { KubeConfig = kubeConfig, HeartbeatInterval = TimeSpan.FromSeconds(0.5) };
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IObservationSink>(sink)
            .AddKubernetes(options, TimeSpan.FromSeconds(2))
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
