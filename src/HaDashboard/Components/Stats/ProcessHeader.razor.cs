using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Memory.Series;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Stats;

public sealed partial class ProcessHeader : ComponentBase
{
    [Parameter, EditorRequired]
    public required NodeState Node { get; set; }

    [Inject]
    private TrendStore Trends { get; set; } = default!;

    private HaProxyReading? Reading => Node.HaProxy.Value;

    private (string Text, string Title) OldWorkers => OldWorkersOf(Node);

    /// <summary>The workers that a reload replaced and that still run. Without the master CLI their number is unknown, not 0.</summary>
    internal static (string Text, string Title) OldWorkersOf(NodeState node)
    {
        const string What = "Workers that a reload replaced. They run until their last connection closes";
        return node switch
        {
            { MasterProcess: { Value: { } master } slice } => (
                (slice.IsFresh ? "" : "was ")
                    + (
                        master.Leaving is [var oldest, ..]
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"{master.Leaving.Length}, the oldest up for {StatNumber.Seconds((long)oldest.Uptime.TotalSeconds)}"
                            )
                            : "0"
                    ),
                slice.Failure is { } failure ? $"{What}. {failure.Message}" : What
            ),
            { Config.HasMasterSocket: false } => (
                "unknown: no master socket is configured",
                $"{What}. Only the master process reports them, and HaProxy:MasterSocket is not set for this node."
            ),
            { MasterProcess.Failure: { } failure } => ("not known", failure.Message),
            _ => ("not known yet", What),
        };
    }

    /// <summary>The fields of hatop's header in its order, then those of the stats page. Missing fields are omitted.</summary>
    internal static IEnumerable<(string Label, string Value, string? Title)> Facts(HaProxyReading reading)
    {
        var process = reading.Process;
        var facts = new (string Label, string? Value, string? Title)[]
        {
            (process.Text("Name") ?? "HAProxy", process.Version, null),
            ("Released", process.Text("Release_date"), null),
            (
                "PID",
                process.Pid.ToString(CultureInfo.InvariantCulture)
                    + (process.Text("Process_num") is { } number and not "1" ? $" (proc {number})" : ""),
                null
            ),
            ("Node", process.Text("node"), "The node name in HAProxy"),
            ("Uptime", process.Text("Uptime") ?? StatNumber.Seconds(process.UptimeSeconds), null),
            ("Procs", process.Text("Nbproc"), null),
            ("Threads", process.Text("Nbthread"), null),
            ("Tasks", process.Text("Tasks"), null),
            ("Run queue", process.Text("Run_queue"), "Tasks that are ready to run and wait for the processor"),
            ("Proxies", Count(reading.Proxies.Length), null),
            (
                "Services",
                Count(
                    reading.Proxies.Sum(p =>
                        p.Servers.Length
                        + p.Listeners.Length
                        + (p.Frontend is null ? 0 : 1)
                        + (p.Backend is null ? 0 : 1)
                    )
                ),
                "Rows of show stat"
            ),
            (
                "Idle",
                process.Text("Idle_pct") is { } idle ? $"{idle} %" : null,
                "Share of the time that HAProxy was idle"
            ),
            ("Conn rate", Rate(process, "ConnRate", "MaxConnRate"), "Connections per second: current and maximum"),
            ("Sess rate", Rate(process, "SessRate", "MaxSessRate"), "Sessions per second: current and maximum"),
            (
                "Maxconn reached",
                process.Text("MaxconnReached") is { } times ? $"{times} ×" : null,
                "How often the connection limit was reached"
            ),
            ("Jobs", process.Text("Jobs"), "Listeners, connections and other objects that keep the process running"),
            ("Stopping", process.Stopping ? "yes" : "no", "yes: a reload replaced this worker"),
            ("Warnings", process.Text("TotalWarnings"), "Warnings logged since the start"),
        };
        return facts.Where(fact => fact.Value is { Length: > 0 }).Select(fact => (fact.Label, fact.Value!, fact.Title));
    }

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Rate(ProcessInfo process, string now, string max) =>
        process.Text(now) is not { } rate ? null
        : process.Text(max) is { } most ? $"{rate}/s, max {most}"
        : $"{rate}/s";
}
