using System.Diagnostics;
using System.Globalization;
using System.Text;
using HaDashboard.Api;
using Xunit;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>Plays scenarios one after the other, each from green to green, and keeps what the REST API said all the while.</summary>
internal sealed class ScenarioRun(ScenarioCluster cluster, CancellationToken ct)
{
    /// <summary>How long anything may take, on a machine that is busy with other things: a limit, never a measure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>So many further snapshots are looked at after the first right one.</summary>
    private const int Watched = 8;

    private readonly StringBuilder _table = new("scenario | expected | seen\n");
    private readonly List<string> _trace = [];

    public string Table => _table.ToString();

    public async Task GreenAsync() => await UntilAsync("green", Scenario.IsGreen);

    public async Task PlayAsync(Scenario scenario)
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
        _table.AppendLine(
            CultureInfo.InvariantCulture,
            $"{scenario.Name} | {scenario.Level}: {scenario.Cause}{(scenario.Node is null ? "" : " ")}{scenario.Node} | {Scenario.Told(right)} after {seen.TotalSeconds:0.0} s, {Scenario.Told(over)} {clock.Elapsed.TotalSeconds:0.0} s after its end; {right.Verdict.Summary}"
        );
    }

    private async Task NeverGreenAsync(Scenario scenario, long version)
    {
        using var patience = Limit();
        for (var snapshots = 0; snapshots < Watched; )
        {
            var now = await SampleAsync(patience.Token);
            Assert.False(
                now.Verdict.Level is "Healthy",
                $"{scenario.Name}: Healthy in the middle of it.\n{string.Join('\n', _trace)}"
            );
            snapshots += now.Version == version ? 0 : 1;
            version = now.Version;
        }
    }

    private async Task<ClusterDocument> UntilAsync(string what, Func<ClusterDocument, bool> isSo)
    {
        using var patience = Limit();
        try
        {
            while (true)
            {
                if (await SampleAsync(patience.Token) is var now && isSo(now))
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

    /// <summary>Reads, and notes where it differs from the last.</summary>
    private async Task<ClusterDocument> SampleAsync(CancellationToken limit)
    {
        await Task.Delay(100, limit);
        var now = await cluster.ReadAsync(limit);
        var told =
            $"{Scenario.Told(now)}; folded: {string.Join(", ", now.Verdict.Findings.Where(f => f.CausedBy is not null).Select(f => f.Rule).Distinct())}; {now.Verdict.Summary}";
        if (_trace.Count == 0 || !_trace[^1].EndsWith(told, StringComparison.Ordinal))
        {
            _trace.Add($"{DateTime.UtcNow:HH:mm:ss.f} {told}");
        }

        return now;
    }

    private CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return limit;
    }
}
