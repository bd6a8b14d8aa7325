using HaDashboard.Core.Observations;

namespace HaDashboard.Core.Inventory;

/// <summary>How often what changes seldom is read of each node; besides, after every action and with every new worker.</summary>
public static class ReadingSchedule
{
    /// <summary>A file read so soon after its worker started is what the worker started with.</summary>
    public static readonly TimeSpan SeenToStart = TimeSpan.FromSeconds(15);

    /// <summary>null for what is not read in this way.</summary>
    public static TimeSpan? IntervalOf(SourceKind kind) => kind switch
    {
        SourceKind.HaProxyMaster or SourceKind.HaProxySettings => TimeSpan.FromSeconds(10),
        SourceKind.HaProxyConfiguration => TimeSpan.FromMinutes(1),
        _ => null,
    };
}
