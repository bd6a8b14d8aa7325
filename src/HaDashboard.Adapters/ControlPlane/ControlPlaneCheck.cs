using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>The result of one probe for <c>--check</c>.</summary>
/// <param name="Node">null for the dashboard's host.</param>
/// <param name="IsNote">The cluster does not need what failed, but an administrator should know it.</param>
public sealed record ControlPlaneCheckResult(
    NodeName? Node,
    string What,
    bool Ok,
    string Message,
    FailureKind? Kind,
    bool IsNote = false
)
{
    /// <summary>What to change although the probe got an answer; null for nothing.</summary>
    public string? Advice { get; init; }
}

/// <summary>
/// Runs every probe of every node once, for <c>--check</c>, at the addresses that follow from <paramref name="feed"/>. It reports whether
/// a probe gets an answer; whether the component is healthy is shown by the dashboard.
/// </summary>
public sealed class ControlPlaneCheck(
    ControlPlaneOptions options,
    NodeConnections connections,
    IClusterTrustSource trust,
    IClusterFeed feed,
    TimeProvider time
)
{
    public async Task<IReadOnlyList<ControlPlaneCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var nodes = await Task.WhenAll(
            options.Nodes.Select(node =>
                CheckAsync(
                    new ProbeTools(node, connections.For(node.Name), options, trust, time, feed),
                    cancellationToken
                )
            )
        );
        var cluster = ControlPlaneProbing.ReadersOfCluster(options, trust, feed, time);
        return [.. nodes.SelectMany(results => results), .. await TryAllAsync(cluster, null, cancellationToken)];
    }

    private Task<ControlPlaneCheckResult[]> CheckAsync(ProbeTools tools, CancellationToken cancellationToken) =>
        TryAllAsync(ControlPlaneProbing.ReadersOf(tools), tools.Node.Name, cancellationToken);

    private async Task<ControlPlaneCheckResult[]> TryAllAsync(
        IEnumerable<SourceReader> probes,
        NodeName? node,
        CancellationToken stop
    ) => await Task.WhenAll(probes.Where(probe => probe.HasTarget).Select(probe => TryAsync(probe, node, stop)));

    private async Task<ControlPlaneCheckResult> TryAsync(SourceReader probe, NodeName? node, CancellationToken stop)
    {
        var trial = await SourceTrial.RunAsync(probe, options.Timeout, time, stop);
        return new ControlPlaneCheckResult(
            node,
            trial.Source.CheckName,
            trial.Ok,
            trial.Message,
            trial.Kind,
            trial.IsNote
        )
        {
            Advice = trial.Advice,
        };
    }
}
