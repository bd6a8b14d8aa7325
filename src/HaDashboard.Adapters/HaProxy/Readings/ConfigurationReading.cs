using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>Reads the files with the configured command, unchanged, and removes their secrets at once.</summary>
internal sealed class ConfigurationReading(NodeConnection node, string command, TimeSpan timeout, TimeProvider time)
    : ValueReader<NodeConfiguration>(SourceCatalogue.HaProxyConfiguration, node.Node, time)
{
    public override bool IsWoken => true;

    /// <summary>The files and folders that HAProxy reads, in its order; empty if they are unknown.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    public override async Task<NodeConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await node.RunAsync(command, timeout, cancellationToken);
        return result switch
        {
            { TimedOut: true } => throw new SourceFailureException(
                FailureKind.Timeout,
                HaProxyAdapterTexts.CommandTimedOut(Printable.Excerpt(command, 500), Rounded.Seconds(timeout))
            ),
            _ when result.ExitCode == 0 || LacksOnlyFilesOfFolders(result) => NodeConfiguration.Read(
                ConfigurationFile.Of(result.StandardOutput, result.Truncated, Files)
            ),
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

    // The pattern of a folder without files is passed on as it is. HAProxy accepts such a folder.
    private bool LacksOnlyFilesOfFolders(CommandResult result)
    {
        var errors = result.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var patterns = Files.Where(ConfigurationFilePath.IsFolder).Select(ConfigurationFilePath.Pattern).ToArray();
        return result.ExitCode == 1
            && errors.Length > 0
            && errors.All(error =>
                SocketRefusal.SaysNotFound(error)
                && patterns.Any(pattern => error.Contains(pattern, StringComparison.Ordinal))
            );
    }

    protected override string Describe(NodeConfiguration value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.File.Lines.Length} lines: {command}");
}
