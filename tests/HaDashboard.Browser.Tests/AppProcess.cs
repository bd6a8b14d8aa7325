using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Browser.Tests;

/// <summary>
/// The dashboard as a separate process on a loopback port, as a user starts it, so that it can be stopped, killed and restarted.
/// </summary>
public sealed partial class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly StringBuilder _said = new();
    private Process? _process;

    private AppProcess(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        _arguments = arguments;
        _environment = environment ?? new Dictionary<string, string>();
        Url = new Uri($"http://127.0.0.1:{TestProcess.FreePort()}");
    }

    public Uri Url { get; }

    public int Pid => _process!.Id;

    /// <summary>The output so far.</summary>
    public string Output
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public static Task<AppProcess> StartDemoAsync() => StartAsync(["--demo", "--Demo:Story=false"]);

    public static async Task<AppProcess> StartAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var app = new AppProcess(arguments, environment);
        try
        {
            await app.StartAgainAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process on the same port and returns when it responds.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Program(), .. _arguments, "--urls", Url.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // Without publish, static files are only served in Development.
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnOutput(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    /// <summary>The sign-in link that a start without users prints. It may be printed after the first response.</summary>
    public async Task<string> StartLinkAsync()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        Match link;
        while (!(link = StartLink().Match(Output)).Success)
        {
            await Task.Delay(50, deadline.Token);
        }

        return link.Value;
    }

    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            TestProcess.Signal(_process.Id, TestProcess.Continue);
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static string Program()
    {
        // tests/HaDashboard.Browser.Tests/bin/<configuration>/net10.0 → src/HaDashboard/bin/<configuration>/net10.0
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "HaDashboard", "bin", output.Parent.Name, output.Name, "HaDashboard.dll");
    }

    private async Task AnswersAsync()
    {
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(10) };
        using var deadline = new CancellationTokenSource(StartTimeout);
        while (true)
        {
            Assert.False(_process!.HasExited, $"The dashboard ended at its start:\n{Output}");
            try
            {
                using var response = await client.GetAsync(new Uri("/healthz/live", UriKind.Relative), deadline.Token);
                return;
            }
            catch (Exception e)
                when (e is HttpRequestException or TaskCanceledException && !deadline.IsCancellationRequested)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }

    [GeneratedRegex("http://[^ ]+/sign-in\\?t=[^\\s]+")]
    private static partial Regex StartLink();

    private void OnOutput(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
