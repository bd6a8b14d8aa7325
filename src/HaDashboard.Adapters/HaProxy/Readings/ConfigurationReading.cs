using System.Globalization;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>Reads the file with the configured command, unchanged, and removes its secrets at once.</summary>
internal sealed class ConfigurationReading(NodeConnection node, string command, TimeSpan timeout, TimeProvider time)
    : ValueReader<NodeConfiguration>(SourceCatalogue.HaProxyConfiguration, node.Node, time)
{
    public override bool IsWoken => true;

    public override async Task<NodeConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await node.RunAsync(command, timeout, cancellationToken);
        return result switch
        {
            { TimedOut: true } => throw new SourceFailureException(
                FailureKind.Timeout,
                HaProxyAdapterTexts.CommandTimedOut(Printable.Excerpt(command, 500), Rounded.Seconds(timeout))
            ),
            { ExitCode: 0 } => NodeConfiguration.Read(ConfigurationFile.Of(result.Output, result.Truncated)),
            _ => throw new SourceFailureException(
                FailureKind.Other,
                HaProxyAdapterTexts.CommandFailed(
                    Printable.Excerpt(command, 500),
                    result.ExitCode,
                    Printable.Excerpt(result.Output.Trim())
                )
            ),
        };
    }

    protected override string Describe(NodeConfiguration value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.File.Lines.Length} lines: {command}");
}
