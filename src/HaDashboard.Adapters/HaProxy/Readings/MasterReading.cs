using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Adapters.HaProxy.Parsing;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Readings;

/// <summary>
/// Reads the processes from the master CLI, over a new connection each time. It sends one line without prompt mode: the master does not
/// close the connection after its answer, which ends with an empty line. The start-up log may contain empty lines, so it is read with
/// <c>quit</c> behind it, once per load of the configuration.
/// </summary>
internal sealed class MasterReading(NodeConnection node, string socket, TimeSpan timeout, TimeProvider time)
    : ValueReader<MasterProcess>(SourceCatalogue.HaProxyMasterProcess, node.Node, time)
{
    /// <summary>Enough for about a thousand workers. A larger answer does not come from a master process.</summary>
    private const int MaxReply = 64 * 1024;

    private (int Pid, int Reloads)? _loggedLoad;
    private ImmutableArray<CheckMessage>? _startupLog;

    public override bool IsWoken => true;

    public override async Task<MasterProcess> ReadAsync(CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            var master = ShowProcParser.Parse(await AskAsync(either.Token));
            return master with { StartupLog = await StartupLogAsync(master, either.Token) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailureException(
                FailureKind.Timeout,
                HaProxyAdapterTexts.MasterSilent(socket, Rounded.Seconds(timeout))
            );
        }
    }

    protected override string Describe(MasterProcess value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"pid {value.Pid}, {value.Reloads} reloads, {value.Leaving.Length} old workers, {socket}"
        );

    // The start-up log is an addition. If it can't be read, the processes are still reported.
    private async Task<ImmutableArray<CheckMessage>?> StartupLogAsync(
        MasterProcess master,
        CancellationToken cancellationToken
    )
    {
        if (!HasStartupLog(master.Version) || _loggedLoad == (master.Pid, master.Reloads))
        {
            return _startupLog;
        }

        try
        {
            await using var stream = await node.OpenUnixSocketAsync(socket, cancellationToken);
            await stream.WriteAsync("show startup-logs;quit\n"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            var buffer = new byte[MaxReply];
            var length = await stream.ReadAtLeastAsync(
                buffer,
                buffer.Length,
                throwOnEndOfStream: false,
                cancellationToken
            );
            _startupLog = CheckMessage.In(Encoding.UTF8.GetString(buffer, 0, length)) is { Length: > 0 } log
                ? log
                : null; // a socket of level user refuses it
            _loggedLoad = (master.Pid, master.Reloads);
        }
        catch (Exception exception) when (exception is IOException or SourceFailureException)
        {
            (_startupLog, _loggedLoad) = (null, null); // the log of the previous load would be taken for the log of this one
        }

        return _startupLog;
    }

    // Added in 2.7; earlier versions answer with the help text.
    private static bool HasStartupLog(string version) => HaProxyVersion.Of(version)?.IsAtLeast(2, 7) == true;

    private async Task<byte[]> AskAsync(CancellationToken cancellationToken)
    {
        await using var stream = await node.OpenUnixSocketAsync(socket, cancellationToken);
        await stream.WriteAsync("show proc\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        var buffer = new byte[MaxReply];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\n\n"u8))
        {
            var read = length == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                // A table that is truncated at a line end would read as a master process without workers.
                throw new SourceFailureException(
                    FailureKind.Malformed,
                    HaProxyAdapterTexts.MasterAnswerIncomplete(socket, length)
                );
            }
        }

        return buffer[..length];
    }
}
