using System.Globalization;

namespace HaDashboard.Simulation;

/// <summary>Answers the requests that the <c>reload</c> scripts leave in one directory.</summary>
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

    // Wall time, not the simulation's: at the other end is a real process that waits in real seconds. Listing an empty directory
    // four times a second costs less than an inotify instance per cluster, of which a machine has 128.
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
            // The cluster is being disposed of.
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
            // The script gave up and took its request away.
        }
    }
}
