using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The server and the account of the kubeconfig or of the service account. The files are read again every ten seconds, in the background,
/// because they can be renewed without a restart of the dashboard. No member waits for a file or an exec plugin, except the first reading.
/// </summary>
internal sealed class ApiAccess : ICredentialSource, IClusterTrustSource, IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Func<KubeconfigContent> _read;
    private readonly Func<KubeconfigException, Message> _explain;
    private readonly Func<ExecPlugin, Task, ExecCredentialSource> _plugin;
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;
    private AccessState? _state;
    private Task _reading = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;
    private long _readAt;
    private bool _isDisposed;

    /// <param name="read">Reads the files.</param>
    /// <param name="explain">The failure of the source for what is wrong with the files.</param>
    /// <param name="plugin">Makes the source for an exec plugin that starts after the task.</param>
    public ApiAccess(
        Func<KubeconfigContent> read,
        Func<KubeconfigException, Message> explain,
        Func<ExecPlugin, Task, ExecCredentialSource> plugin,
        Func<string, string?> environment,
        TimeProvider time
    ) => (_read, _explain, _plugin, _environment, _time) = (read, explain, plugin, environment, time);

    /// <summary>The last configuration that could be used.</summary>
    /// <exception cref="SourceFailureException">There was none yet.</exception>
    public Kubeconfig Kubeconfig => State.Kubeconfig ?? throw Failed(State.Failure!);

    Credential ICredentialSource.Current => CredentialOf(State);

    ClusterTrust IClusterTrustSource.Current => Trust;

    /// <summary>The CA and the credentials that are known now.</summary>
    public ClusterTrust Trust
    {
        get
        {
            var state = State;
            var trust = state.Kubeconfig is { } config
                ? new ClusterTrust(config.Roots, Credential.Anonymous, config.Host)
                : ClusterTrust.None;
            try
            {
                return trust with { Credential = CredentialOf(state) };
            }
            catch (SourceFailureException e)
            {
                return trust with { Problem = e.ToFailure() };
            }
        }
    }

    /// <summary>The client certificate that a new connection would use now; null if there is none.</summary>
    public X509Certificate2? Certificate => Trust.Credential.Certificate;

    /// <summary>The reading of the files that is in progress, or the last one.</summary>
    internal Task Reading
    {
        get
        {
            lock (_gate)
            {
                return _reading;
            }
        }
    }

    private AccessState State
    {
        get
        {
            lock (_gate)
            {
                if (_state is null)
                {
                    _readAt = _time.GetTimestamp();
                    Apply(Read());
                }
                else if (_reading.IsCompleted && !_isDisposed && _time.GetElapsedTime(_readAt) > Lifetime)
                {
                    _readAt = _time.GetTimestamp();
                    _reading = Task.Run(ReadAgain);
                }

                return _state!;
            }
        }
    }

    public Task ReadyAsync(CancellationToken cancellationToken) =>
        State.Exec?.ReadyAsync(cancellationToken) ?? Task.CompletedTask;

    public void Refuse(Credential credential)
    {
        // The plugin's own object, because a client certificate of the kubeconfig makes another one of it.
        var state = State;
        if (state.Exec is { } exec && ReferenceEquals(state.Combined?.Credential, credential))
        {
            exec.Refuse(state.Combined!.Of);
        }
    }

    public async ValueTask DisposeAsync()
    {
        ExecCredentialSource? exec;
        lock (_gate)
        {
            _isDisposed = true;
            exec = _state?.Exec;
        }

        await Task.WhenAll(_reading, _ending);
        await (exec?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static SourceFailureException Failed(SourceFailure failure) => new(failure.Kind, failure.Message);

    private static Credential CredentialOf(AccessState state)
    {
        if (state.Failure is { } failure)
        {
            throw Failed(failure);
        }

        if (state.Exec is not { } exec)
        {
            return state.Kubeconfig!.Fixed;
        }

        return state.Combine(exec.Current);
    }

    private void ReadAgain()
    {
        var read = Read();
        lock (_gate)
        {
            Apply(read);
        }
    }

    private (KubeconfigContent? Content, Kubeconfig? Kubeconfig, SourceFailure? Failure) Read()
    {
        try
        {
            var content = _read();
            var known = _state;
            return content == known?.Content
                ? (content, known.Kubeconfig, null)
                : (content, Kubeconfig.Of(content, _environment), null);
        }
        catch (KubeconfigException e)
        {
            return (null, null, new SourceFailure(FailureKind.LocalFile, _explain(e)));
        }
    }

    private void Apply((KubeconfigContent? Content, Kubeconfig? Kubeconfig, SourceFailure? Failure) read)
    {
        if (read.Kubeconfig is not { } config)
        {
            // The CA of before still verifies the servers: a file that is being written must not make their answers look unverified.
            _state = (_state ?? AccessState.None) with { Failure = read.Failure };
            return;
        }

        if (_state is { Failure: null } && ReferenceEquals(config, _state.Kubeconfig))
        {
            return;
        }

        _state = new AccessState(read.Content, config, ExecFor(config.Exec), null);
    }

    private ExecCredentialSource? ExecFor(ExecPlugin? plugin)
    {
        var old = _state?.Exec;
        if (old is not null && old.Plugin == plugin)
        {
            return old;
        }

        if (old is not null)
        {
            _ending = old.DisposeAsync().AsTask();
        }

        return plugin is null || _isDisposed ? null : _plugin(plugin, _ending);
    }
}
