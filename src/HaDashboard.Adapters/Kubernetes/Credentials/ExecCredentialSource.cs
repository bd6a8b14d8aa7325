using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>
/// The credential of an exec plugin. The plugin runs in the background, one run at a time, and readers get the last result at once. A run
/// starts when a reader needs a result and none is known, before the credential expires, after a 401, and after the back-off of a failure.
/// </summary>
internal sealed class ExecCredentialSource : ICredentialSource, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestUse = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ExecPlugin _plugin;
    private readonly Func<CancellationToken, Task<ExecCredential>> _run;
    private readonly TimeProvider _time;
    private Task _running;
    private bool _isRunning;
    private ExecCredential? _last;
    private SourceFailure? _failure;
    private DateTimeOffset _obtained;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _failures;
    private int _refusals;

    /// <param name="run">Runs the plugin once.</param>
    /// <param name="after">The end of the plugin that this one replaces: two never run at the same time.</param>
    public ExecCredentialSource(
        ExecPlugin plugin,
        Func<CancellationToken, Task<ExecCredential>> run,
        TimeProvider time,
        Task? after = null
    ) => (_plugin, _run, _time, _running) = (plugin, run, time, after ?? Task.CompletedTask);

    public ExecPlugin Plugin => _plugin;

    public Credential Current
    {
        get
        {
            lock (_gate)
            {
                StartIfDue();
                var isUsable = _last is not null && (_failure is null || !IsExpired(_last));
                return isUsable
                    ? _last!.Credential
                    : throw new SourceFailureException(
                        FailureKind.LocalFile,
                        _failure?.Message ?? ExecPluginTexts.Running(ExecPluginTexts.Command(_plugin.Name))
                    );
            }
        }
    }

    /// <summary>The run in progress, or the last one.</summary>
    internal Task Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    public Task ReadyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            StartIfDue();
            return _last is null && _failure is null ? _running.WaitAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    public void Refuse(Credential credential)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(credential, _last?.Credential) || _isRunning)
            {
                return; // a newer credential is known already, or is on its way
            }

            // A credential that was refused after long use has been revoked. One that is refused at once is no better the next time, so
            // that each further run waits longer.
            var age = _time.GetUtcNow() - _obtained;
            _refusals = age > LongestPause ? 0 : _refusals;
            if (age >= PauseAfter(_refusals))
            {
                _refusals++;
                Start();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running;
    }

    private static TimeSpan PauseAfter(int failures)
    {
        if (failures == 0)
        {
            return TimeSpan.Zero;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private bool IsExpired(ExecCredential credential) => credential.Expires <= _time.GetUtcNow();

    private void StartIfDue()
    {
        if (!_isRunning && _time.GetUtcNow() >= _due)
        {
            Start();
        }
    }

    // Task.Run: the caller neither starts a process nor waits for one.
    private void Start()
    {
        if (!_stop.IsCancellationRequested)
        {
            var before = _running;
            _isRunning = true;
            _running = Task.Run(() => RunAsync(before));
        }
    }

    private async Task RunAsync(Task before)
    {
        try
        {
            await before;
            _stop.Token.ThrowIfCancellationRequested();
            Succeed(await _run(_stop.Token));
        }
        catch (SourceFailureException failure)
        {
            Fail(failure.ToFailure());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // replaced, or the dashboard stops
        }
        catch (Exception e)
        {
            var command = ExecPluginTexts.Command(_plugin.Name);
            Fail(new SourceFailure(FailureKind.LocalFile, ExecPluginTexts.Unreadable(e.GetType().Name, command)));
        }
        finally
        {
            lock (_gate)
            {
                _isRunning = false;
            }
        }
    }

    private void Succeed(ExecCredential credential)
    {
        lock (_gate)
        {
            _obtained = _time.GetUtcNow();
            (_last, _failure, _failures) = (credential, null, 0);
            _due = credential.Expires is { } expires ? RenewalOf(expires) : DateTimeOffset.MaxValue;
        }
    }

    private void Fail(SourceFailure failure)
    {
        lock (_gate)
        {
            _failure = failure;
            _failures++;
            _due = _time.GetUtcNow() + PauseAfter(_failures);
        }
    }

    private DateTimeOffset RenewalOf(DateTimeOffset expires)
    {
        var life = expires - _obtained;
        if (life <= TimeSpan.Zero)
        {
            return _obtained + FirstPause; // this host's clock may be ahead; the API decides whether the credential is valid
        }

        var lead = life / 3 < LongestLead ? life / 3 : LongestLead;
        return _obtained + (life - lead > ShortestUse ? life - lead : ShortestUse);
    }
}
