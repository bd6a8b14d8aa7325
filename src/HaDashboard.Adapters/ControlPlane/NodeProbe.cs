using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A component of one node, asked on a loopback port of the node.</summary>
internal abstract class NodeProbe<T>(SourceDescriptor<T> source, ProbeTools tools)
    : ValueReader<T>(source, tools.Node.Name, tools.Time)
    where T : class
{
    protected ProbeTools Tools { get; } = tools;

    // Only a node that answers something else makes the silence the component's own.
    public sealed override async Task<SourceFailureException> ExplainTimeoutAsync(
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        await Tools.Connection.ProveAsync(cancellationToken);
        return new SourceFailureException(
            FailureKind.PortSilent,
            $"{Source.DisplayName}: no answer in {timeout.TotalSeconds:0.#} s, while the node itself answers."
        );
    }
}
