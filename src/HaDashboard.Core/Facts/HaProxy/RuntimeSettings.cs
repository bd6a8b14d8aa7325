using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The line of one server in <c>show servers state</c>.</summary>
/// <param name="Address">The current address and port, such as <c>10.0.42.1:6443</c>; null if the server has no address.</param>
public sealed record ServerRuntime(
    ProxyName Proxy,
    ServerName Server,
    ServerAdministration Administration,
    string? Address
)
{
    public string Path => $"{Proxy}/{Server}";
}

/// <summary>
/// The settings of every server of one worker, from the configuration file or set at run time. <c>show stat</c> does not distinguish
/// the two.
/// </summary>
public sealed record RuntimeSettings(ProcessInfo Worker, ImmutableArray<ServerRuntime> Servers);
