namespace HaDashboard.Simulation.HaProxy;

/// <summary>
/// The fields of <c>show info</c> in the order in which each version prints them. A field with a colon has a constant value.
/// </summary>
internal static class InfoFields
{
    public static readonly string[] Of26 = (
        "Name: HAProxy|Version|Release_date|Nbthread: 2|Nbproc: 1|Process_num: 1|Pid|Uptime|Uptime_sec|Memmax_MB: 0|"
        + "PoolAlloc_MB: 0|PoolUsed_MB: 0|PoolFailed: 0|Ulimit-n: 19999|Maxsock: 19999|Maxconn|Hard_maxconn|CurrConns|"
        + "CumConns|CumReq|MaxSslConns: 0|CurrSslConns: 0|CumSslConns: 0|Maxpipes: 0|PipesUsed: 0|PipesFree: 0|ConnRate|"
        + "ConnRateLimit: 0|MaxConnRate|SessRate|SessRateLimit: 0|MaxSessRate|SslRate: 0|SslRateLimit: 0|MaxSslRate: 0|"
        + "SslFrontendKeyRate: 0|SslFrontendMaxKeyRate: 0|SslFrontendSessionReuse_pct: 0|SslBackendKeyRate: 0|"
        + "SslBackendMaxKeyRate: 0|SslCacheLookups: 0|SslCacheMisses: 0|CompressBpsIn: 0|CompressBpsOut: 0|"
        + "CompressBpsRateLim: 0|Tasks: 22|Run_queue|Idle_pct|node|Stopping|Jobs|Unstoppable Jobs|Listeners|"
        + "ActivePeers: 0|ConnectedPeers: 0|DroppedLogs: 0|BusyPolling: 0|FailedResolutions: 0|TotalBytesOut|"
        + "TotalSplicdedBytesOut: 0|BytesOutRate|DebugCommandsIssued: 0|CumRecvLogs: 0|Build info|Memmax_bytes: 0|"
        + "PoolAlloc_bytes: 173456|PoolUsed_bytes: 173456|Start_time_sec|Tainted: 0"
    ).Split('|');

    public static readonly string[] Of32 = (
        "Name: HAProxy|Version|Release_date|Nbthread: 2|Nbproc: 1|Process_num: 1|Pid|Uptime|Uptime_sec|Memmax_MB: 0|"
        + "PoolAlloc_MB: 0|PoolUsed_MB: 0|PoolFailed: 0|Ulimit-n: 19999|Maxsock: 19999|Maxconn|Hard_maxconn|CurrConns|"
        + "CumConns|CumReq|Maxpipes: 0|PipesUsed: 0|PipesFree: 0|ConnRate|ConnRateLimit: 0|MaxConnRate|SessRate|"
        + "SessRateLimit: 0|MaxSessRate|CompressBpsIn: 0|CompressBpsOut: 0|CompressBpsRateLim: 0|Tasks: 23|Run_queue|"
        + "Idle_pct|node|Stopping|Jobs|Unstoppable Jobs|Listeners|ActivePeers: 0|ConnectedPeers: 0|DroppedLogs: 0|"
        + "BusyPolling: 0|FailedResolutions: 0|TotalBytesOut|TotalSplicedBytesOut: 0|BytesOutRate|"
        + "DebugCommandsIssued: 0|CumRecvLogs: 0|Build info|Memmax_bytes: 0|PoolAlloc_bytes: 305240|"
        + "PoolUsed_bytes: 305240|Start_time_sec|Tainted: 0|TotalWarnings: 2|MaxconnReached: 0|BootTime_ms: 8|"
        + "Niced_tasks: 0|CurrStreams|CumStreams|BlockedTrafficWarnings: 0"
    ).Split('|');
}
