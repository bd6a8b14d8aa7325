using System.Diagnostics;
using System.Globalization;
using System.Text;
using HaDashboard.Api.Documents;
using Xunit;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>Runs scenarios one after the other, each from Healthy to Healthy, and records the responses of the REST API.</summary>
internal sealed class ScenarioRun(ScenarioCluster cluster, CancellationToken ct)
{
    /// <summary>The time limit of each step, also on a busy machine. It is not an assertion about speed.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(3);

    /// <summary>The number of further snapshots to verify after the first expected one.</summary>
    private const int Watched = 8;

    private readonly StringBuilder _table = new("scenario | expected | seen\n");
    private readonly List<string> _trace = [];

    public string Table => _table.ToString();

    public async Task GreenAsync() => await UntilAsync("green", Scenario.IsGreen);

    public async Task RunAsync(Scenario scenario)
    {
        _trace.Clear();
        var clock = Stopwatch.StartNew();
        await scenario.Break(cluster);
        var broken = clock.Elapsed;
        var right = await UntilAsync(scenario.Name, scenario.IsRight);
        var seen = clock.Elapsed - broken;
        await NeverGreenAsync(scenario, right.Version);
        await scenario.Mend(cluster);
        clock.Restart();
        var over = await UntilAsync($"{scenario.Name}, over", Scenario.IsGreen);
        var cause = $"{scenario.Cause} {scenario.Node}".TrimEnd();
        _table.AppendLine(
            CultureInfo.InvariantCulture,
            $"{scenario.Name} | {scenario.Level}: {cause} | {Scenario.Describe(right)} after {seen.TotalSeconds:0.0} s, "
                + $"{Scenario.Describe(over)} {clock.Elapsed.TotalSeconds:0.0} s after its end; {right.Verdict.Summary}"
        );
    }

    private async Task NeverGreenAsync(Scenario scenario, long version)
    {
        using var deadline = Limit();
        for (var snapshots = 0; snapshots < Watched; )
        {
            var now = await SampleAsync(deadline.Token);
            Assert.False(
                now.Verdict.Level is "Healthy",
                $"{scenario.Name}: Healthy while the fault was active.\n{string.Join('\n', _trace)}"
            );
            snapshots += now.Version == version ? 0 : 1;
            version = now.Version;
        }
    }

    private async Task<ClusterDocument> UntilAsync(string what, Func<ClusterDocument, bool> condition)
    {
        using var deadline = Limit();
        try
        {
            while (true)
            {
                if (await SampleAsync(deadline.Token) is var now && condition(now))
                {
                    return now;
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{what}: it did not come to that.\n{string.Join('\n', _trace)}\nSo far:\n{Table}"
            );
        }
    }

    /// <summary>Reads the cluster and records differences from the last reading.</summary>
    private async Task<ClusterDocument> SampleAsync(CancellationToken limit)
    {
        await Task.Delay(100, limit);
        var now = await cluster.ReadAsync(limit);
        var explained = now.Verdict.Findings.Where(f => f.CausedBy is not null).Select(f => f.Rule).Distinct();
        var line = $"{Scenario.Describe(now)}; explained: {string.Join(", ", explained)}; {now.Verdict.Summary}";
        if (_trace.Count == 0 || !_trace[^1].EndsWith(line, StringComparison.Ordinal))
        {
            _trace.Add($"{DateTime.UtcNow:HH:mm:ss.f} {line}");
        }

        return now;
    }

    private CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StepLimit);
        return limit;
    }
}
