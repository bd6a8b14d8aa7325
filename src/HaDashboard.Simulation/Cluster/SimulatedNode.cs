namespace HaDashboard.Simulation;

/// <summary>A node of the simulated cluster and what a dashboard needs to be configured for it.</summary>
public sealed record SimulatedNode
{
    public required string Name { get; init; }

    public required string Address { get; init; }

    public required bool IsMaster { get; init; }

    /// <summary>The server's name in every HAProxy's backend; null for a worker.</summary>
    public required string? ServerName { get; init; }

    /// <summary>HAProxy's admin socket.</summary>
    public required string SocketPath { get; init; }

    public required string ConfigFile { get; init; }

    /// <summary>A command line for /bin/sh, quoted: check the file as <c>haproxy -c -f</c> does.</summary>
    public required string CheckCommand { get; init; }

    /// <summary>A command line for /bin/sh, quoted: reload as <c>systemctl reload haproxy</c> does.</summary>
    public required string ReloadCommand { get; init; }

    /// <summary>A command line for /bin/sh, quoted: print the file.</summary>
    public required string ReadConfigCommand { get; init; }

    /// <summary>A command line for /bin/sh, quoted: print what HAProxy wrote to the journal.</summary>
    public required string JournalCommand { get; init; }

    /// <summary>Command lines for /bin/sh, quoted: HAProxy's unit as <c>systemctl show</c> prints it, and the server lines of the kubeconfig files.</summary>
    public required string UnitCommand { get; init; }

    public required string KubeconfigCommand { get; init; }

    public override string ToString() => Name;
}
