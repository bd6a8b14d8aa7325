using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.HaProxy.Settings;

/// <param name="Socket">The path of the <c>stats socket</c> on the node.</param>
/// <param name="CheckCommand">Run unchanged, before a reload.</param>
/// <param name="ReloadCommand">Run unchanged.</param>
public sealed record HaProxyNodeOptions(NodeName Node, string Socket, string CheckCommand, string ReloadCommand)
{
    /// <summary>The path of the master CLI (<c>-S</c>) on the node; null where there is none, or it is not configured.</summary>
    public string? MasterSocket { get; init; }

    /// <summary>The files and folders that HAProxy reads, in its order; empty if they are unknown.</summary>
    public ImmutableArray<string> ConfigFiles { get; init; } = [];

    /// <summary>Prints the configuration files, run unchanged; null: the file is not read.</summary>
    public string? ReadConfigCommand { get; init; }

    /// <summary>Commands for the topology doctor, run unchanged; null: not run.</summary>
    public string? UnitCommand { get; init; }

    public string? KubeconfigCommand { get; init; }

    public string? ClockCommand { get; init; }

    /// <summary>Prints the node's load and memory, run unchanged; null: not run.</summary>
    public string? LoadCommand { get; init; }

    /// <summary>Prints <c>/proc/net/fib_trie</c> and <c>/proc/net/if_inet6</c>, run unchanged; null: the addresses are not read.</summary>
    public string? AddressCommand { get; init; }

    /// <summary>The host names that the inventory has for the machine, without its IP addresses.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    /// <summary>The node is reached with an SSH key, so its permissions are checked.</summary>
    public bool HasKey { get; init; } = true;

    /// <summary>False: the node runs no HAProxy on purpose, and only what does not need one is read there.</summary>
    public bool HasHaProxy { get; init; } = true;
}
