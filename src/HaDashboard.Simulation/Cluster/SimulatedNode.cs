namespace HaDashboard.Simulation.Cluster;

/// <summary>A node of the simulated cluster, with the settings that the dashboard needs for it.</summary>
public sealed record SimulatedNode
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required bool IsMaster { get; init; }

    /// <summary>The name of the server in the backend of every HAProxy; null for a worker.</summary>
    public required string? ServerName { get; init; }

    /// <summary>The path of HAProxy's admin socket.</summary>
    public required string SocketPath { get; init; }

    public required string ConfigFile { get; init; }

    /// <summary>A quoted command line for /bin/sh that validates the file as <c>haproxy -c -f</c> does.</summary>
    public required string CheckCommand { get; init; }

    /// <summary>A quoted command line for /bin/sh that reloads as <c>systemctl reload haproxy</c> does.</summary>
    public required string ReloadCommand { get; init; }

    /// <summary>A quoted command line for /bin/sh that prints the file.</summary>
    public required string ReadConfigCommand { get; init; }

    /// <summary>A quoted command line for /bin/sh that prints HAProxy's lines of the journal.</summary>
    public required string JournalCommand { get; init; }

    /// <summary>A quoted command line for /bin/sh that prints HAProxy's unit as <c>systemctl show</c> does.</summary>
    public required string UnitCommand { get; init; }

    /// <summary>A quoted command line for /bin/sh that prints the server lines of the kubeconfig files.</summary>
    public required string KubeconfigCommand { get; init; }

    public override string ToString() => Name;
}
