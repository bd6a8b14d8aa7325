using System.Globalization;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>Reads the file by the configured line, unchanged, and lets go of its secrets at once.</summary>
internal sealed class ConfigurationReading(NodeConnection node, string command, TimeSpan timeout, TimeProvider time)
    : INodeReading
{
    public SourceId Source { get; } = new(SourceKind.HaProxyConfiguration, node.Node);

    public async Task<Observation> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await node.RunAsync(command, timeout, cancellationToken);
        return result switch
        {
            { TimedOut: true } => throw new SourceFailureException(
                FailureKind.Timeout,
                $"'{command}' did not end within {timeout.TotalSeconds:0.#} s."
            ),
            { ExitCode: 0 } => new ConfigurationObserved(
                node.Node,
                ConfigurationFile.Of(result.Output, result.Truncated),
                time.GetUtcNow()
            ),
            _ => throw new SourceFailureException(
                FailureKind.Other,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{command}' failed, exit code {result.ExitCode}: {Printable.Excerpt(result.Output.Trim())}"
                )
            ),
        };
    }
}
