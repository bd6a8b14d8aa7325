using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Ssh;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>
/// Asks the master CLI for its processes, by a connection of its own each time. One line, no prompt: the master does not close after its
/// answer, whose end is an empty line. The start-up log, which may hold empty lines, is asked for with an end, and once per load.
/// </summary>
internal sealed class MasterReading(NodeConnection node, string socket, TimeSpan timeout, TimeProvider time)
    : ValueReader<MasterProcess>(SourceCatalogue.HaProxyMasterProcess, node.Node, time)
{
    /// <summary>Some thousand workers. What sends more is no master.</summary>
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
                $"No whole answer of the master CLI on {socket} within {timeout.TotalSeconds:0.#} s."
            );
        }
    }

    protected override string Describe(MasterProcess value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"pid {value.Pid}, {value.Reloads} reloads, {value.Leaving.Length} old workers, {socket}"
        );

    // Evidence beside the proof: that it can't be had must not cost the processes, which are the proof.
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
                : null; // a socket of level user denies it
            _loggedLoad = (master.Pid, master.Reloads);
        }
        catch (Exception exception) when (exception is IOException or SourceFailureException)
        {
            (_startupLog, _loggedLoad) = (null, null); // the log of the load before would be taken for this one's
        }

        return _startupLog;
    }

    // 2.7 brought it; before, the master answers with its help.
    private static bool HasStartupLog(string version) =>
        version.Split('.', '-') is [var major, var minor, ..]
        && int.TryParse(major, out var x)
        && int.TryParse(minor, out var y)
        && (x, y).CompareTo((2, 7)) >= 0;

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
                // Cut at a line it would read as a master without workers.
                throw new SourceFailureException(
                    FailureKind.Malformed,
                    $"The master CLI's answer on {socket} is not whole: {length} bytes came."
                );
            }
        }

        return buffer[..length];
    }
}
