using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace HaDashboard.Adapters.NodeLogs;

public static class NodeLogServiceCollectionExtensions
{
    /// <summary>Reads logs on the nodes themselves, where commands for it are configured. Needs <see cref="NodeServiceCollectionExtensions.AddNodes"/>.</summary>
    public static IServiceCollection AddNodeLogs(
        this IServiceCollection services,
        ImmutableArray<NodeLogOptions> nodes
    ) =>
        services.AddSingleton<INodeLogs>(provider => new NodeLogReader(
            nodes,
            provider.GetRequiredService<NodeConnections>().For,
            provider.GetRequiredService<TimeProvider>()
        ));
}
