using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Core.Operations.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace HaDashboard.Adapters.NodeLogs;

public static class NodeLogServiceCollectionExtensions
{
    /// <summary>
    /// Registers the reader of logs on the nodes. It runs the configured commands only. Requires
    /// <see cref="NodeServiceCollectionExtensions.AddNodes"/>.
    /// </summary>
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
