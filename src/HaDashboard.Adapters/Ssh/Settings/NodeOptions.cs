using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>How the dashboard connects to a node.</summary>
public enum NodeTransport
{
    Ssh,

    /// <summary>The node is the dashboard's own host. Its sockets are opened directly.</summary>
    UnixSocket,
}

/// <summary>How to connect to a node.</summary>
/// <param name="Host">Host name or address; null only with <see cref="NodeTransport.UnixSocket"/>.</param>
/// <param name="Ssh">The SSH settings; null only with <see cref="NodeTransport.UnixSocket"/>.</param>
/// <param name="Timeout">The limit for each single step of connecting.</param>
/// <param name="ActionSsh">The SSH settings for actions; null if actions use the settings for polling.</param>
public sealed record NodeOptions(
    NodeName Name,
    NodeTransport Transport,
    string? Host,
    SshOptions? Ssh,
    TimeSpan Timeout,
    SshOptions? ActionSsh = null
)
{
    /// <summary>
    /// For simulated nodes in the demo and in tests, where several nodes share one host. Maps an address and port to which the node
    /// connects to the real loopback port; returns null if no process listens. No configuration key sets it. With
    /// <see cref="NodeTransport.UnixSocket"/>, port 22 sends a greeting while the node is reachable.
    /// </summary>
    public Func<NodePort, int?>? Ports { get; init; }
}
