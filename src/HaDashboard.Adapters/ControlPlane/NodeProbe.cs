using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Probes a component of one node on a loopback port of the node.</summary>
internal abstract class NodeProbe<T>(SourceDescriptor<T> source, ProbeTools tools)
    : ValueReader<T>(source, tools.Node.Name, tools.Time)
    where T : class
{
    protected ProbeTools Tools { get; } = tools;

    // The component is only reported as not responding if the node itself responds.
    public sealed override async Task<SourceFailureException> ExplainTimeoutAsync(
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        await Tools.Connection.ProveAsync(cancellationToken);
        return new SourceFailureException(
            FailureKind.PortSilent,
            ProbeTexts.SourceSilent(Source.DisplayName, Rounded.Seconds(timeout))
        );
    }
}
