using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>The address of a node's SSH server and how to sign in.</summary>
/// <param name="Host">Host name or address, as it is written in known_hosts.</param>
/// <param name="Timeout">The limit for each single step: connect, open a channel, check the connection.</param>
public sealed record SshNodeEndpoint(NodeName Node, string Host, SshOptions Options, TimeSpan Timeout)
{
    /// <summary>See <see cref="NodeOptions.Ports"/>.</summary>
    public Func<NodePort, int?>? Ports { get; init; }

    /// <summary>Host and port for messages: <c>10.0.42.1:22</c>, <c>[fd00::1]:22</c>.</summary>
    public string HostAndPort =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Options.Port}" : $"{Host}:{Options.Port}";
}
