using HaDashboard.Adapters.Audit;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Configuration;
using HaDashboard.Starting;

namespace HaDashboard.Checking;

/// <summary><c>HaDashboard --check</c>: every node and every endpoint, once, in one table.</summary>
internal static class CheckVerb
{
    // One look can't examine how the cluster is built: files are compared between nodes, certificates and the API's lists come one after the
    // other, and half of a cluster examined would print "not checked" for what a minute of watching knows.
    private static readonly CheckRow Doctor = new(
        "doctor",
        true,
        "how the cluster is built takes more than one look: see /doctor of the running dashboard, or GET /api/v1/doctor",
        "",
        IsNote: true
    );

    public static async Task<int> RunAsync(
        DashboardSettings settings,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var services = Services(settings);
        var nodes = services.GetRequiredService<HaProxyCheck>().RunAsync(cancellationToken);
        var kubernetes = KubernetesAsync(settings, services, cancellationToken);
        IReadOnlyList<CheckRow> rows =
        [
            .. NodeRows(await nodes),
            .. await ControlPlaneAsync(services, cancellationToken),
            .. await kubernetes,
            .. await AuditAsync(settings, cancellationToken),
            Doctor,
            .. settings.WithoutEffect.Select(WithoutEffect),
        ];
        CheckTable.Print(rows, output);
        return rows.All(row => row.Ok) ? ExitCode.Good : ExitCode.Failed;
    }

    private static ServiceProvider Services(DashboardSettings settings) =>
        new ServiceCollection()
            .AddLogging() // to nobody: the table says it
            .AddSingleton(TimeProvider.System)
            .AddNodes(settings.NodeOptions())
            .AddKubernetes(settings.KubernetesOptions(), settings.Polling.Timeout)
            .AddControlPlane(settings.ControlPlaneOptions())
            .AddSingleton(provider => new HaProxyCheck(
                settings.HaProxyNodeOptions(),
                provider.GetRequiredService<NodeConnections>(),
                settings.Polling.Timeout,
                TimeProvider.System
            ))
            .BuildServiceProvider();

    private static CheckRow WithoutEffect(string key) =>
        new("settings", true, SettingsWithoutEffect.WarningFor(key), "", IsNote: true);

    private static IEnumerable<CheckRow> NodeRows(IReadOnlyList<HaProxyCheckResult> results) =>
        results.Count == 0
            ? [new CheckRow("nodes", false, "none is configured", "Set HaDashboard:Nodes")]
            : results.Select(result => new CheckRow(
                $"{result.Node} {result.What}",
                result.Ok,
                result.Message,
                result.Ok ? "" : CheckAdvice.For(result.What, result.Kind),
                result.IsNote
            ));

    private static async Task<IEnumerable<CheckRow>> ControlPlaneAsync(
        ServiceProvider services,
        CancellationToken cancellationToken
    ) =>
        services.GetService<ControlPlaneCheck>() is { } check
            ? (await check.RunAsync(cancellationToken)).Select(result => new CheckRow(
                $"{result.Node} {result.What}",
                result.Ok,
                result.Message,
                result.Ok ? "" : CheckAdvice.For(result.What, result.Kind),
                result.IsNote
            ))
            : [];

    private static async Task<IEnumerable<CheckRow>> AuditAsync(
        DashboardSettings settings,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(settings.Audit.File) || JsonLinesAuditLog.ProblemWith(settings.Audit.File) is not null)
        {
            return []; // nothing is written yet, or by another account: the start tells
        }

        using var log = new JsonLinesAuditLog(settings.Audit.File);
        var chain = await log.VerifyAsync(cancellationToken);
        return
        [
            new CheckRow(
                "audit",
                chain.Problem is null,
                chain.Problem ?? $"{chain.Records} records, each follows from the one before",
                chain.Problem is null ? "" : "Compare with a copy elsewhere: somebody changed the file, or the disk did"
            ),
        ];
    }

    private static async Task<IEnumerable<CheckRow>> KubernetesAsync(
        DashboardSettings settings,
        ServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (!settings.Kubernetes.IsWatched)
        {
            return [new CheckRow("Kubernetes", true, "not configured, not watched", "")];
        }

        var results = await services.GetRequiredService<KubernetesCheck>().RunAsync(cancellationToken);
        return results.Select(result => new CheckRow(
            result.What,
            result.Ok,
            result.Message,
            result.Ok
                ? ""
                : "Check Kubernetes:KubeConfig and Context; the account needs get, list and watch on nodes and pods",
            result.IsNote
        ));
    }
}
