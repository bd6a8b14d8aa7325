using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>One probe, tried once.</summary>
/// <param name="IsNote">Nothing failed that the cluster needs, and somebody should know.</param>
public sealed record ControlPlaneCheckResult(
    NodeName Node,
    string What,
    bool Ok,
    string Message,
    FailureKind? Kind,
    bool IsNote = false
);

/// <summary>
/// Tries every probe of every node once, for <c>--check</c>: whether it answers. Whether the answer is good is for the dashboard to say.
/// </summary>
public sealed class ControlPlaneCheck(
    ControlPlaneOptions options,
    NodeConnections connections,
    IClusterTrustSource trust,
    TimeProvider time
)
{
    public async Task<IReadOnlyList<ControlPlaneCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        var cached = new CachedTrust(trust, time);
        var nodes = await Task.WhenAll(
            options.Nodes.Select(node =>
                CheckAsync(new ProbeTools(node, connections.For(node.Name), options, cached, time), cancellationToken)
            )
        );
        return [.. nodes.SelectMany(results => results)];
    }

    private async Task<ControlPlaneCheckResult[]> CheckAsync(ProbeTools tools, CancellationToken cancellationToken) =>
        await Task.WhenAll(
            ControlPlaneProbing.ReadersOf(tools).Select(probe => TryAsync(probe, tools.Node.Name, cancellationToken))
        );

    private async Task<ControlPlaneCheckResult> TryAsync(SourceReader probe, NodeName node, CancellationToken stop)
    {
        var trial = await SourceTrial.RunAsync(probe, options.Timeout, time, stop);
        return new ControlPlaneCheckResult(
            node,
            trial.Source.CheckName,
            trial.Ok,
            trial.Message,
            trial.Kind,
            trial.IsNote
        );
    }
}
