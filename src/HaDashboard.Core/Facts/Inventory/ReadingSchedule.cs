using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>How often what changes seldom is read of each node; besides, after every action and with every new worker.</summary>
public static class ReadingSchedule
{
    /// <summary>A file read so soon after its worker started is what the worker started with.</summary>
    public static readonly TimeSpan SeenToStart = TimeSpan.FromSeconds(15);

    /// <summary>null for what is not read in this way.</summary>
    public static TimeSpan? IntervalOf(SourceKind kind) =>
        kind switch
        {
            SourceKind.HaProxyMaster or SourceKind.HaProxySettings => TimeSpan.FromSeconds(10),
            SourceKind.HaProxyConfiguration or SourceKind.Clock => TimeSpan.FromMinutes(1),
            SourceKind.KubeadmConfig
            or SourceKind.KubeProxyConfig
            or SourceKind.HaProxyUnit
            or SourceKind.Kubeconfigs => TimeSpan.FromMinutes(5),
            SourceKind.OwnKey => TimeSpan.FromDays(7), // each trial is a refusal in the node's log
            _ => null,
        };
}
