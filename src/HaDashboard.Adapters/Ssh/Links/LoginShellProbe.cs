using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// Finds out once per connection, and again after some minutes, what the shell of the account prints before each command. Its start-up file
/// may change while the connection is open.
/// </summary>
internal sealed class LoginShellProbe(SshLink link, TimeProvider time) : IDisposable
{
    private const string Nothing = "exec true";
    private const int MaxText = 64 * 1024;

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _running = new(1);
    private volatile LoginShell? _shell;
    private long _foundAt;

    /// <exception cref="SourceFailureException">The connection is lost, or the server refuses a channel.</exception>
    internal async Task<LoginShell> GetAsync(CancellationToken ct)
    {
        if (Current() is { } known)
        {
            return known;
        }

        await _running.WaitAsync(ct);
        try
        {
            return Current() ?? await FindAsync(ct);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>To be called if the expected text was missing: the next command finds out again.</summary>
    internal void Forget() => _shell = null;

    public void Dispose() => _running.Dispose();

    private LoginShell? Current() =>
        _shell is { } shell && time.GetElapsedTime(Volatile.Read(ref _foundAt)) < MaxAge ? shell : null;

    private async Task<LoginShell> FindAsync(CancellationToken ct)
    {
        var shell = await RunAsync(LoginShell.Quiet, ct) switch
        {
            // A command that fails is an account that is restricted to other commands: its message is no greeting.
            { ExitCode: not 0 } or { Output: [], Errors: [] } => LoginShell.Quiet,
            // The text may contain the time, so it is not compared where a marker can be printed.
            var greeting => await RunAsync(LoginShell.WithMarker, ct) is { ExitCode: 0, Output: [], Errors: [] }
                ? LoginShell.WithMarker
                : new LoginShell(false, [.. greeting.Output], [.. greeting.Errors]),
        };
        Volatile.Write(ref _foundAt, time.GetTimestamp());
        _shell = shell;
        return shell;
    }

    private async Task<(int? ExitCode, ImmutableArray<byte> Output, ImmutableArray<byte> Errors)> RunAsync(
        LoginShell shell,
        CancellationToken ct
    )
    {
        var (output, errors) = (new List<byte>(), new List<byte>());
        var fromOutput = shell.FilterOutput(data => Append(output, data));
        var fromErrors = shell.FilterErrors(data => Append(errors, data));
        var channel = await link.OpenAsync(shell.CommandLine(Nothing), fromOutput.Receive, fromErrors.Receive, ct);
        try
        {
            var end = await channel.Ended.WaitAsync(ct);
            fromOutput.End();
            fromErrors.End();
            return end.Failure is null ? (end.ExitCode, [.. output], [.. errors]) : throw SshFailures.Copy(end.Failure);
        }
        catch (OperationCanceledException)
        {
            channel.Stop();
            throw;
        }
    }

    private static void Append(List<byte> text, ReadOnlySpan<byte> data) =>
        text.AddRange(data[..Math.Min(data.Length, MaxText - text.Count)]);
}
