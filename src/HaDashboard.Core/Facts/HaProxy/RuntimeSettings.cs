using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>A server's line of <c>show servers state</c>.</summary>
/// <param name="Address">What it sends to now, <c>10.0.42.1:6443</c>; null where it has no address.</param>
public sealed record ServerRuntime(
    ProxyName Proxy,
    ServerName Server,
    ServerAdministration Administration,
    string? Address
)
{
    public string Path => $"{Proxy}/{Server}";
}

/// <summary>What is set of every server of one worker, by the file or by hand: what the table of <c>show stat</c> doesn't tell apart.</summary>
public sealed record RuntimeSettings(ProcessInfo Worker, ImmutableArray<ServerRuntime> Servers);
