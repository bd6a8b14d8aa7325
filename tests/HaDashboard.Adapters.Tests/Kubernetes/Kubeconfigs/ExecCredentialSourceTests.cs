using System.Collections.Concurrent;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>When the plugin is started. Each run waits until the test ends it.</summary>
public sealed class ExecCredentialSourceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ConcurrentQueue<TaskCompletionSource<ExecCredential>> _runs = new();
    private readonly ExecCredentialSource _source;
    private int _atOnce;
    private int _mostAtOnce;

    public ExecCredentialSourceTests() => _source = NewSource(null);

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task ManyReaders_StartOneRun_AndGetAFailureUntilItEnds()
    {
        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(Failure)));
        var run = await RunAsync(1);

        Assert.All(failures, failure =>
            Assert.Contains("is running and has not given a token yet", failure, StringComparison.Ordinal)
        );
        Assert.Single(_runs);
        await EndAsync(run, "one", null);
        Assert.Equal("one", Token());
        Assert.Single(_runs);
    }

    [Fact]
    public async Task Failure_IsReported_AndTheNextRunWaitsLongerEachTime()
    {
        foreach (var (number, pause) in new[] { 30, 60, 120, 240, 300, 300 }.Index())
        {
            _ = Failure();
            await FailAsync(await RunAsync(number + 1), "no");
            _clock.Advance(TimeSpan.FromSeconds(pause - 1));
            Assert.Equal("no", Failure());
            Assert.Equal(number + 1, _runs.Count);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Success_EndsTheBackOff()
    {
        _ = Failure();
        await FailAsync(await RunAsync(1), "no");
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("no", Failure());

        await EndAsync(await RunAsync(2), "two", null);

        Assert.Equal("two", Token());
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("two", Token());
        Assert.Equal(2, _runs.Count);
    }

    [Theory]
    [InlineData(3600, 3540)]
    [InlineData(60, 40)]
    [InlineData(6, 5)]
    public async Task Credential_IsRenewedBeforeItExpires_AndUsedMeanwhile(int life, int renewed)
    {
        _ = Failure();
        await EndAsync(await RunAsync(1), "one", TimeSpan.FromSeconds(life));
        _clock.Advance(TimeSpan.FromSeconds(renewed - 1));
        Assert.Equal("one", Token());
        Assert.Single(_runs);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one", Token());

        await EndAsync(await RunAsync(2), "two", null);

        Assert.Equal("two", Token());
    }

    [Fact]
    public async Task FailedRenewal_IsReportedWhenTheCredentialHasExpired()
    {
        _ = Failure();
        await EndAsync(await RunAsync(1), "one", TimeSpan.FromSeconds(60));
        _clock.Advance(TimeSpan.FromSeconds(40));
        _ = Token();
        await FailAsync(await RunAsync(2), "no");
        Assert.Equal("one", Token());

        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal("no", Failure());
    }

    [Fact]
    public async Task CredentialThatIsExpiredAlready_IsUsed_BecauseThisClockMayBeAhead()
    {
        _ = Failure();
        await EndAsync(await RunAsync(1), "one", TimeSpan.FromMinutes(-5));

        Assert.Equal("one", Token());
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("one", Token());
        Assert.Single(_runs);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = Token();
        await RunAsync(2);
    }

    [Fact]
    public async Task RefusedCredential_IsRenewedOnce_ThenWithPauses()
    {
        _ = Failure();
        await EndAsync(await RunAsync(1), "one", null);
        var first = _source.Current;
        _source.Refuse(first);
        _source.Refuse(first);
        await EndAsync(await RunAsync(2), "two", null);
        _source.Refuse(first); // an answer to an older request
        _source.Refuse(_source.Current);
        Assert.Equal(2, _runs.Count);

        _clock.Advance(TimeSpan.FromSeconds(30));
        _source.Refuse(_source.Current);

        await EndAsync(await RunAsync(3), "three", null);
        _clock.Advance(TimeSpan.FromSeconds(59));
        _source.Refuse(_source.Current);
        Assert.Equal(3, _runs.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _source.Refuse(_source.Current);
        await RunAsync(4);
    }

    [Fact]
    public async Task CredentialRefusedAfterLongUse_IsRenewedAtOnce()
    {
        _ = Failure();
        await EndAsync(await RunAsync(1), "one", null);
        _source.Refuse(_source.Current);
        await EndAsync(await RunAsync(2), "two", null);
        _clock.Advance(TimeSpan.FromHours(1));

        _source.Refuse(_source.Current);

        await EndAsync(await RunAsync(3), "three", null);
        Assert.Equal("three", Token());
    }

    [Fact]
    public async Task Ready_WaitsForTheFirstResultAlone()
    {
        var ready = _source.ReadyAsync(TestContext.Current.CancellationToken);
        var run = await RunAsync(1);
        Assert.False(ready.IsCompleted);
        await FailAsync(run, "no");
        await ready;

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(_source.ReadyAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task ReplacedPlugin_EndsBeforeTheNextOneStarts()
    {
        _ = Failure();
        await RunAsync(1);
        await using var next = NewSource(_source.DisposeAsync().AsTask());

        Assert.Throws<SourceFailureException>(() => next.Current);
        await RunAsync(2);

        Assert.Equal(1, _mostAtOnce);
    }

    private ExecCredentialSource NewSource(Task? after) =>
        new(
            new ExecPlugin("plugin", [], [], "client.authentication.k8s.io/v1", "{}", null),
            async stop =>
            {
                _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _atOnce));
                var run = new TaskCompletionSource<ExecCredential>(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var _ = stop.Register(() => run.TrySetCanceled(stop));
                _runs.Enqueue(run);
                try
                {
                    return await run.Task;
                }
                finally
                {
                    Interlocked.Decrement(ref _atOnce);
                }
            },
            _clock,
            after
        );

    private async Task<TaskCompletionSource<ExecCredential>> RunAsync(int number)
    {
        await Eventually.TrueAsync(() => _runs.Count == number, $"run number {number}");
        return _runs.Last();
    }

    private async Task EndAsync(TaskCompletionSource<ExecCredential> run, string token, TimeSpan? life)
    {
        run.SetResult(new ExecCredential(Credential.Of(token, null), _clock.GetUtcNow() + life));
        await _source.Running;
    }

    private async Task FailAsync(TaskCompletionSource<ExecCredential> run, string reason)
    {
        run.SetException(new SourceFailureException(FailureKind.LocalFile, Message.Verbatim(reason)));
        await _source.Running;
    }

    private string Failure() => Assert.Throws<SourceFailureException>(() => _source.Current).Message;

    private string Token()
    {
        using var request = new HttpRequestMessage();
        _source.Current.Sign(request);
        return request.Headers.Authorization!.Parameter!;
    }
}
