using System.Globalization;
using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.Cluster;

/// <summary>Runs the reloads that the <c>reload</c> scripts request through files in one directory.</summary>
internal sealed class ReloadMailbox : IAsyncDisposable
{
    private readonly string _directory;
    private readonly Func<string, ReloadResult> _reload;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _reading;

    public ReloadMailbox(string directory, Func<string, ReloadResult> reload)
    {
        _directory = directory;
        _reload = reload;
        Directory.CreateDirectory(directory);
        _reading = ReadAsync(_stopped.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _reading;
        _stopped.Dispose();
    }

    // This uses the system clock and not the simulation's, because the script is a real process that waits for real seconds. Listing an
    // empty directory four times per second costs less than an inotify instance per cluster, of which a machine has 128.
    private async Task ReadAsync(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            while (await timer.WaitForNextTickAsync(stopped))
            {
                foreach (var request in Directory.EnumerateFiles(_directory, "*.request"))
                {
                    Answer(request);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster is being disposed.
        }
    }

    private void Answer(string request)
    {
        try
        {
            var result = _reload(File.ReadAllText(request).Trim());
            File.Delete(request);
            var draft = Path.ChangeExtension(request, ".draft");
            File.WriteAllText(
                draft,
                string.Create(CultureInfo.InvariantCulture, $"{result.ExitCode}\n{result.Output}")
            );
            File.Move(draft, Path.ChangeExtension(request, ".reply"));
        }
        catch (IOException)
        {
            // The script timed out and deleted its request.
        }
    }
}
