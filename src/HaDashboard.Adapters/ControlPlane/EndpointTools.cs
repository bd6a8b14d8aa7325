using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Views;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>What a probe of the API's address uses.</summary>
/// <param name="Connection">The place from which the address is tried.</param>
/// <param name="Feed">The facts that say which address it is.</param>
internal sealed record EndpointTools(
    NodeConnection Connection,
    ControlPlaneOptions Options,
    IClusterTrustSource Trust,
    IClusterFeed Feed,
    TimeProvider Time
)
{
    /// <summary>The name of the dashboard's host in messages, where its own cannot be used.</summary>
    private const string Host = "dashboard";

    public static EndpointTools On(ProbeTools tools) =>
        new(tools.Connection, tools.Options, tools.Trust, tools.Feed, tools.Time);

    /// <summary>The dashboard's host itself.</summary>
    public static EndpointTools Here(
        ControlPlaneOptions options,
        IClusterTrustSource trust,
        IClusterFeed feed,
        TimeProvider time
    )
    {
        var name = NodeName.TryParse(Environment.MachineName, out var host) ? host : NodeName.Parse(Host);
        return new EndpointTools(new LocalNodeConnection(name, options.Timeout, time), options, trust, feed, time);
    }
}
