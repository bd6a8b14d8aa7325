namespace HaDashboard.Simulation;

/// <summary>One HAProxy of one node.</summary>
public sealed record SimulatedHaProxyOptions
{
    public required string Node { get; init; }

    /// <summary>The admin socket; the kernel allows no path of more than 107 bytes.</summary>
    public required string SocketPath { get; init; }

    public required string ConfigFile { get; init; }

    public HaProxyRelease Release { get; init; } = HaProxyRelease.Debian26;

    /// <summary><c>stats maxconn</c>: the one after connects and hears nothing until a slot is free.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary><c>stats timeout</c>.</summary>
    public TimeSpan StatsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Traffic of the node; 0 for counters that stand still.</summary>
    public double SessionsPerSecond { get; init; } = 1.5;

    public int FirstPid { get; init; } = 4711;

    public int MaxConn { get; init; } = 9984;
}
