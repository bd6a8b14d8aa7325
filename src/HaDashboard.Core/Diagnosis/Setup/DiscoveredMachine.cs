using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Whether a machine has an HAProxy.</summary>
public enum HaProxyPresence
{
    /// <summary>The machine could not be read far enough.</summary>
    Unknown,
    Running,

    /// <summary>Its unit or its configuration exists, and no process runs.</summary>
    Stopped,
    Absent,
}

/// <summary>One HAProxy of a machine, as the set-up found it.</summary>
/// <param name="Files">The paths after <c>-f</c>; empty if they are unknown.</param>
/// <param name="MasterSocket">The path after <c>-S</c>; null if there is none, or if it did not respond.</param>
public sealed record DiscoveredHaProxy(ImmutableArray<string> Files, string? MasterSocket)
{
    /// <summary>The admin socket that answered; if none did, the one that the configuration names. null if it names none.</summary>
    public string? Socket { get; init; }

    /// <summary>The answer of the socket; null if there was none.</summary>
    public HaProxyReading? Reading { get; init; }

    /// <summary>The content of the files; null if the account can't read them.</summary>
    public ConfigurationFile? Configuration { get; init; }

    /// <summary>Why the master socket did not respond; null if it did, or if there is none.</summary>
    public Message? MasterFailure { get; init; }

    /// <summary>Why there is no <see cref="Reading"/>.</summary>
    public Message? Failure { get; init; }
}

/// <summary>A machine, as the set-up found it.</summary>
/// <param name="Address">The address with which SSH reaches it.</param>
public sealed record DiscoveredMachine(NodeName Name, NodeRole Role, string Address)
{
    /// <summary>Its further IP addresses.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    public HaProxyPresence Presence { get; init; }

    /// <summary>One for each HAProxy with a configuration of its own.</summary>
    public ImmutableArray<DiscoveredHaProxy> HaProxies { get; init; } = [];

    /// <summary>Whether sudo allows the account to reload HAProxy; null if that is unknown.</summary>
    public bool? MayReload { get; init; }

    /// <summary>Why the machine could not be read; null if it could.</summary>
    public Message? Failure { get; init; }
}
