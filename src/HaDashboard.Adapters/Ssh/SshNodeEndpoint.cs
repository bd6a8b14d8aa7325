using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.Ssh;

/// <summary>Where a node's SSH server is and how to sign in.</summary>
/// <param name="Host">Host name or address, as known_hosts spells it.</param>
/// <param name="Timeout">No single step (connect, open a channel, prove the connection alive) takes longer.</param>
public sealed record SshNodeEndpoint(NodeName Node, string Host, SshOptions Options, TimeSpan Timeout)
{
    /// <summary>As <see cref="NodeOptions.Ports"/>.</summary>
    public Func<int, int?>? Ports { get; init; }

    /// <summary>As people write it: <c>10.0.42.1:22</c>, <c>[fd00::1]:22</c>.</summary>
    public string HostAndPort =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Options.Port}" : $"{Host}:{Options.Port}";
}
