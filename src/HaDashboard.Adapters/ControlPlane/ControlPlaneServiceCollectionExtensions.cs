using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.ControlPlane;

public static class ControlPlaneServiceCollectionExtensions
{
    /// <summary>Probes the control-plane components on each node.</summary>
    /// <param name="options">null: nothing is probed.</param>
    public static IServiceCollection AddControlPlane(this IServiceCollection services, ControlPlaneOptions? options) =>
        options is null
            ? services
            : services
                .AddSingleton(provider => new ControlPlaneCheck(
                    options,
                    provider.GetRequiredService<NodeConnections>(),
                    provider.GetRequiredService<IClusterTrustSource>(),
                    provider.GetRequiredService<IClusterFeed>(),
                    provider.GetRequiredService<TimeProvider>()
                ))
                .AddHostedService(provider => new ControlPlaneProbing(
                    options,
                    provider.GetRequiredService<NodeConnections>(),
                    provider.GetRequiredService<IClusterTrustSource>(),
                    provider.GetRequiredService<IClusterFeed>(),
                    provider.GetRequiredService<IObservationSink>(),
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<SourceLoop>>()
                ));
}
