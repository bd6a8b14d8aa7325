namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>How busy a node is: <c>/proc/loadavg</c> and <c>/proc/meminfo</c>.</summary>
/// <param name="OneMinute">The average number of processes that run or wait for CPU or disk, over one minute.</param>
/// <param name="FiveMinutes">The same, over five minutes.</param>
/// <param name="FifteenMinutes">The same, over fifteen minutes.</param>
/// <param name="MemoryBytes">Of the whole node.</param>
/// <param name="AvailableBytes">What new processes can use without swapping.</param>
public sealed record NodeLoad(
    double OneMinute,
    double FiveMinutes,
    double FifteenMinutes,
    long MemoryBytes,
    long AvailableBytes
);
