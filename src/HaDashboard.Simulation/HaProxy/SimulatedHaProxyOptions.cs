namespace HaDashboard.Simulation.HaProxy;

/// <summary>The settings of the simulated HAProxy of one node.</summary>
public sealed record SimulatedHaProxyOptions
{
    public required string Node { get; init; }

    /// <summary>The path of the admin socket, at most 107 bytes (the kernel's limit).</summary>
    public required string SocketPath { get; init; }

    public required string ConfigFile { get; init; }

    public HaProxyRelease Release { get; init; } = HaProxyRelease.Debian26;

    /// <summary>The value of <c>stats maxconn</c>. One more client can connect, but gets no response until a slot is free.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>The value of <c>stats timeout</c>.</summary>
    public TimeSpan StatsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The traffic of the node. With 0 the counters do not change.</summary>
    public double SessionsPerSecond { get; init; } = 1.5;

    public int FirstPid { get; init; } = 4711;

    public int MaxConn { get; init; } = 9984;
}
