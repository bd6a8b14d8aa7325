using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>
/// Runs an exec plugin once. Its standard input is closed, and its time and output are limited. After that it is killed with the processes
/// that it started, because a plugin that waits for a person would otherwise remain for each attempt.
/// </summary>
internal sealed class ExecPluginRun(ExecPlugin plugin, TimeSpan limit, TimeProvider time)
{
    private const int LargestOutput = 1024 * 1024;
    private const int LargestErrors = 16 * 1024;

    // The dashboard's own settings contain tokens and password hashes, which the plugin does not need.
    private const string OwnSettings = "HaDashboard__";

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _errors = new();

    /// <exception cref="SourceFailureException">The plugin gave no credential.</exception>
    public async Task<ExecCredential> RunAsync(CancellationToken stop)
    {
        using var process = Start();
        using var timer = new CancellationTokenSource(limit, time);
        using var tooLong = new CancellationTokenSource();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, tooLong.Token, stop);
        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput.BaseStream, _output, LargestOutput, tooLong, end.Token),
            ReadAsync(process.StandardError.BaseStream, _errors, LargestErrors, null, end.Token)
        );
        try
        {
            await process.WaitForExitAsync(end.Token);
            await reading.WaitAsync(end.Token); // a process that the plugin started may hold its output open
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw tooLong.IsCancellationRequested
                ? Unreadable(ExecPluginTexts.TooLong(LargestOutput / 1024))
                : Failure(ExecPluginTexts.NoTokenInTime(Rounded.Seconds(limit), Describe()));
        }
        finally
        {
            await EndAsync(process, reading, isOver: end.IsCancellationRequested);
        }

        return process.ExitCode == 0 ? Parse() : throw Failure(ExecPluginTexts.Exited(process.ExitCode, Describe()));
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOwnSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = plugin.Info;
        start.Environment[ProcessesOfRun.Variable] = _run;
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            throw Failure(ExecPluginTexts.NotStarted(ReasonOf(e), DescribeMissing()), e);
        }
    }

    private static bool IsOwnSetting(string name) => name.StartsWith(OwnSettings, StringComparison.OrdinalIgnoreCase);

    // The message of the exception repeats the whole path and the working directory; the error code's text is enough.
    private static Message ReasonOf(Exception e) =>
        e is Win32Exception { NativeErrorCode: 2 }
            ? ExecPluginTexts.NotFound
            : Message.Verbatim(
                Printable.Excerpt(e is Win32Exception w ? new Win32Exception(w.NativeErrorCode).Message : e.Message)
            );

    /// <summary>Reads to the end. What exceeds the limit is discarded, or ends the run.</summary>
    private static async Task ReadAsync(
        Stream from,
        ArrayBufferWriter<byte> to,
        int largest,
        CancellationTokenSource? tooLong,
        CancellationToken end
    )
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, end)) > 0; )
            {
                lock (to)
                {
                    to.Write(buffer.AsSpan(0, Math.Min(read, largest - to.WrittenCount)));
                }

                if (to.WrittenCount == largest && tooLong is not null)
                {
                    await tooLong.CancelAsync();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The run is over. The output that arrived is kept.
        }
    }

    private async Task EndAsync(Process process, Task reading, bool isOver)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process has ended.
        }

        if (isOver)
        {
            ProcessesOfRun.Kill(_run);
            await process.WaitForExitAsync(CancellationToken.None); // a killed process ends at once
        }

        try
        {
            await reading.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // A process that could not be ended holds the output open. Closing this side of it is enough.
        }
    }

    private ExecCredential Parse()
    {
        try
        {
            return ExecCredential.Parse(_output.WrittenSpan, plugin.ApiVersion);
        }
        catch (MalformedTextException e)
        {
            throw Unreadable(e.Problem);
        }
    }

    private SourceFailureException Unreadable(Message problem) =>
        Failure(ExecPluginTexts.Unreadable(problem, Describe()));

    private static SourceFailureException Failure(Message reason, Exception? inner = null) =>
        new(FailureKind.LocalFile, reason, inner);

    private Message Describe() =>
        FirstError() is { Length: > 0 } error
            ? ExecPluginTexts.CommandWithError(plugin.Name, error)
            : ExecPluginTexts.Command(plugin.Name);

    private Message DescribeMissing() =>
        plugin.InstallHint is { Length: > 0 } hint
            ? ExecPluginTexts.CommandWithHint(plugin.Name, StderrExcerpt.Of(hint.ReplaceLineEndings(" ")))
            : ExecPluginTexts.Command(plugin.Name);

    private string FirstError()
    {
        lock (_errors)
        {
            return StderrExcerpt.Of(_errors.WrittenSpan);
        }
    }
}
