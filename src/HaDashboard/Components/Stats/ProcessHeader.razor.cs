using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
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

    private (Message Text, Message Title) OldWorkers => OldWorkersOf(Node);

    /// <summary>The workers that a reload replaced and that still run. Without the master CLI their number is unknown, not 0.</summary>
    internal static (Message Text, Message Title) OldWorkersOf(NodeState node) =>
        node switch
        {
            { MasterProcess: { Value: { } master } slice } => (
                slice.IsFresh ? CountOf(master) : StatTexts.Was(CountOf(master)),
                slice.Failure is { } failure
                    ? ProcessHeaderTexts.OldWorkersTitleStale(failure.Message)
                    : ProcessHeaderTexts.OldWorkersTitle
            ),
            { Config.HasMasterSocket: false } => (
                ProcessHeaderTexts.OldWorkersNoSocket,
                ProcessHeaderTexts.OldWorkersNoSocketTitle
            ),
            { MasterProcess.Failure: { } failure } => (
                ProcessHeaderTexts.OldWorkersUnknown,
                Message.Verbatim(failure.Message)
            ),
            _ => (ProcessHeaderTexts.OldWorkersNotYet, ProcessHeaderTexts.OldWorkersTitle),
        };

    /// <summary>The fields of hatop's header in its order, then those of the stats page. Missing fields are omitted.</summary>
    internal static IEnumerable<(Message Label, string Value, Message? Title)> Facts(HaProxyReading reading)
    {
        var process = reading.Process;
        var facts = new (Message Label, string? Value, Message? Title)[]
        {
            (Message.Verbatim(process.Text("Name") ?? "HAProxy"), process.Version, null),
            (ProcessHeaderTexts.Released, process.Text("Release_date"), null),
            (
                ProcessHeaderTexts.Pid,
                process.Text("Process_num") is { } number and not "1"
                    ? ProcessHeaderTexts.PidOfProcess(process.Pid, number)
                    : Message.Verbatim(Count(process.Pid)),
                null
            ),
            (ProcessHeaderTexts.Node, process.Text("node"), ProcessHeaderTexts.NodeTitle),
            (ProcessHeaderTexts.Uptime, process.Text("Uptime") ?? StatNumber.Seconds(process.UptimeSeconds), null),
            (ProcessHeaderTexts.Procs, process.Text("Nbproc"), null),
            (ProcessHeaderTexts.Threads, process.Text("Nbthread"), null),
            (ProcessHeaderTexts.Tasks, process.Text("Tasks"), null),
            (ProcessHeaderTexts.RunQueue, process.Text("Run_queue"), ProcessHeaderTexts.RunQueueTitle),
            (ProcessHeaderTexts.Proxies, Count(reading.Proxies.Length), null),
            (
                ProcessHeaderTexts.Services,
                Count(
                    reading.Proxies.Sum(p =>
                        p.Servers.Length
                        + p.Listeners.Length
                        + (p.Frontend is null ? 0 : 1)
                        + (p.Backend is null ? 0 : 1)
                    )
                ),
                ProcessHeaderTexts.ServicesTitle
            ),
            (
                ProcessHeaderTexts.Idle,
                process.Text("Idle_pct") is { } idle ? $"{idle} %" : null,
                ProcessHeaderTexts.IdleTitle
            ),
            (
                ProcessHeaderTexts.ConnectionRate,
                Rate(process, "ConnRate", "MaxConnRate"),
                ProcessHeaderTexts.ConnectionRateTitle
            ),
            (
                ProcessHeaderTexts.SessionRate,
                Rate(process, "SessRate", "MaxSessRate"),
                ProcessHeaderTexts.SessionRateTitle
            ),
            (
                ProcessHeaderTexts.MaxconnReached,
                process.Text("MaxconnReached") is { } times ? $"{times} ×" : null,
                ProcessHeaderTexts.MaxconnReachedTitle
            ),
            (ProcessHeaderTexts.Jobs, process.Text("Jobs"), ProcessHeaderTexts.JobsTitle),
            (
                ProcessHeaderTexts.Stopping,
                process.Stopping ? ProcessHeaderTexts.Yes : ProcessHeaderTexts.No,
                ProcessHeaderTexts.StoppingTitle
            ),
            (ProcessHeaderTexts.Warnings, process.Text("TotalWarnings"), ProcessHeaderTexts.WarningsTitle),
        };
        return facts.Where(fact => fact.Value is { Length: > 0 }).Select(fact => (fact.Label, fact.Value!, fact.Title));
    }

    private static Message CountOf(MasterProcess master) =>
        master.Leaving is [var oldest, ..]
            ? ProcessHeaderTexts.OldWorkersCount(
                master.Leaving.Length,
                StatNumber.Seconds((long)oldest.Uptime.TotalSeconds)
            )
            : Message.Verbatim("0");

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Message? Rate(ProcessInfo process, string now, string max) =>
        process.Text(now) is not { } rate ? null
        : process.Text(max) is { } most ? ProcessHeaderTexts.RateAndMaximum(rate, most)
        : Message.Verbatim($"{rate}/s");
}
