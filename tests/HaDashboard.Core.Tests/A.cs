using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests;

/// <summary>Facts for tests, healthy unless said otherwise: <c>A.Server("master1", "DOWN", "L4CON")</c>.</summary>
internal static class A
{
    internal const string Backend = "api-backend";

    internal static DateTimeOffset Noon { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    internal static DateTimeOffset After(double seconds) => Noon.AddSeconds(seconds);

    internal static NodeName Name(string node) => NodeName.Parse(node);

    internal static StatRow Row(string header, string line) =>
        Row(new StatColumns([.. header.Split(',')]), line.Split(','));

    internal static StatRow Row(StatColumns columns, params string[] cells)
    {
        var ends = new ushort[cells.Length];
        var end = -1;
        for (var i = 0; i < cells.Length; i++)
        {
            end += Encoding.UTF8.GetByteCount(cells[i]) + 1;
            ends[i] = (ushort)end;
        }

        return new StatRow(columns, Encoding.UTF8.GetBytes(string.Join(',', cells)), ends);
    }

    internal static Server Server(
        string name,
        string status = "UP",
        string? check = "L4OK",
        int? weight = 1,
        string? address = null,
        string proxy = Backend,
        string? tracked = null
    ) =>
        new(
            ProxyName.Parse(proxy),
            ServerName.Parse(name),
            3,
            1,
            ServerStatus.Parse(status),
            CheckStatus.Parse(check),
            weight,
            address,
            60,
            Noon.AddMinutes(-1),
            Row(new StatColumns(["svname", "status", "tracked"]), name, status, tracked ?? "")
        );

    internal static Proxy Proxy(string name, params Server[] servers) =>
        new(
            ProxyName.Parse(name),
            3,
            null,
            new Backend(name, servers.Any(s => s.TakesTraffic) ? "UP" : "DOWN", Row(StatColumns.Empty)),
            [.. servers],
            []
        );

    internal static HaProxyReading Reading(params Server[] servers) => Reading(Process(), servers);

    internal static HaProxyReading Reading(ProcessInfo process, params Server[] servers) =>
        new(
            process,
            StatColumns.Empty,
            [.. servers.GroupBy(s => s.Proxy.Value, StringComparer.Ordinal).Select(g => Proxy(g.Key, [.. g]))]
        );

    internal static ProcessInfo Process(
        int pid = 4711,
        long uptime = 86400,
        long started = 1000,
        bool stopping = false,
        string version = "2.6.12"
    ) =>
        new(
            version,
            pid,
            uptime,
            stopping,
            DateTimeOffset.FromUnixTimeSeconds(started + uptime),
            [KeyValuePair.Create("Start_time_sec", started.ToString(CultureInfo.InvariantCulture))]
        );

    internal static SourceFailure Failure(
        FailureKind kind = FailureKind.Timeout,
        string message = "no answer within 5 s."
    ) => new(kind, Message.Verbatim(message));

    internal static Node Node(
        string name,
        string? ready = "True",
        bool unschedulable = false,
        string? reason = null,
        string? ip = null
    ) =>
        new(
            Name(name),
            name.Contains("master", StringComparison.Ordinal),
            [],
            unschedulable,
            ready is null ? [] : [new Condition("Ready", ready, reason, null, Noon.AddMinutes(-2))],
            [],
            "v1.20.2",
            ip,
            null,
            null,
            null,
            null,
            null
        );

    internal static Pod Pod(
        string name,
        string? node = null,
        bool ready = true,
        ControlPlaneComponent? component = null,
        params Container[] containers
    ) =>
        new(
            "kube-system",
            name,
            node is null ? null : Name(node),
            component,
            "Running",
            null,
            [.. containers],
            [new Condition("Ready", ready ? "True" : "False", null, null, Noon.AddMinutes(-2))],
            component is not null,
            Noon.AddDays(-1),
            null
        );

    internal static Pod Pod(
        ControlPlaneComponent component,
        string node,
        bool ready = true,
        params Container[] containers
    ) => Pod($"{component.Id()}-{node}", node, ready, component, containers);

    internal static Container Running(int restarts = 0) =>
        new("main", null, true, restarts, new ContainerState(ContainerPhase.Running), null);

    internal static Container CrashLooping(int restarts = 5, int? exitCode = 1, string? reason = "Error") =>
        new(
            "main",
            null,
            false,
            restarts,
            new ContainerState(ContainerPhase.Waiting, "CrashLoopBackOff"),
            new ContainerState(ContainerPhase.Terminated, reason, ExitCode: exitCode, FinishedAt: Noon.AddMinutes(-1))
        );

    internal static ReloadRecord Reload(string id, string node = "k8smaster1", ReloadOutcome? outcome = null) =>
        new(
            id,
            "ops",
            "new certificate",
            Noon,
            outcome is null ? null : After(3),
            outcome is null ? ReloadState.Running : ReloadState.Finished,
            ImmutableArray.Create(
                new NodeReload(
                    Name(node),
                    outcome is null ? ReloadPhase.Checking : ReloadPhase.Done,
                    outcome,
                    outcome is null ? null : 0,
                    "",
                    outcome is null ? null : Message.Verbatim("It ended."),
                    null,
                    null
                )
            )
        );
}
