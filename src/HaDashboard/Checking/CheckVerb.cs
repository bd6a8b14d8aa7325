using HaDashboard.Adapters.Audit;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.HaProxy;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Configuration;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Views;
using HaDashboard.Starting;

namespace HaDashboard.Checking;

/// <summary><c>HaDashboard --check</c>: tests every node and endpoint once and prints one table.</summary>
internal static class CheckVerb
{
    // A single run has too little data for the configuration checks. They compare files between nodes, and certificates and the lists of
    // the API arrive one after another. The table would show "not checked" for values that are known after a minute.
    private static readonly CheckRow Doctor = new(
        "doctor",
        true,
        "configuration checks need a running dashboard: see /doctor, or GET /api/v1/doctor",
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
        // Probes of the control plane are signed with the token of an exec plugin, if the kubeconfig has one.
        await services.GetRequiredService<ApiConnector>().ReadyAsync(cancellationToken);
        var facts = services.GetRequiredService<CheckFacts>();
        await services.GetRequiredService<KubernetesFacts>().OfferToAsync(facts, cancellationToken);
        IReadOnlyList<CheckRow> rows =
        [
            .. NodeRows(await nodes),
            .. await ControlPlaneAsync(services, cancellationToken),
            .. await kubernetes,
            .. InventoryComparison.Of(facts.Current.Snapshot).Select(Difference),
            .. await AuditAsync(settings, cancellationToken),
            Doctor,
            .. settings.WithoutEffect.Select(WithoutEffect),
        ];
        CheckTable.Print(rows, output);
        return rows.All(row => row.Ok) ? ExitCode.Good : ExitCode.Failed;
    }

    private static ServiceProvider Services(DashboardSettings settings) =>
        new ServiceCollection()
            .AddLogging() // without a provider: the table shows the results
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new CheckFacts(settings.ToInventory()))
            .AddSingleton<IClusterFeed>(provider => provider.GetRequiredService<CheckFacts>())
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

    private static CheckRow Difference(InventoryDifference difference) =>
        new("configuration", true, difference.Text, difference.Line, IsNote: true);

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
                result.Node is { } node ? $"{node} {result.What}" : result.What,
                result.Ok,
                result.Message,
                result.Ok ? result.Advice ?? "" : CheckAdvice.For(result.What, result.Kind),
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
            return []; // nothing is written yet, or the file belongs to another account, which the start reports
        }

        using var log = new JsonLinesAuditLog(settings.Audit.File);
        var chain = await log.VerifyAsync(cancellationToken);
        return
        [
            new CheckRow(
                "audit",
                chain.Problem is null,
                chain.Problem ?? $"{chain.Records} records, hash chain verified",
                chain.Problem is null ? "" : "Compare the file with a copy: it was changed or is damaged"
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
            return [new CheckRow("Kubernetes", true, "not configured, not monitored", "")];
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
