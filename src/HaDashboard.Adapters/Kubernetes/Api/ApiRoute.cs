using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The connection that all readers use now. It is made on first use, because a kubeconfig that is missing at the start may exist later.
/// When the configured server fails, the alternative connectors are tried in turn, one at a time.
/// </summary>
internal sealed class ApiRoute(IApiConnector connector, params IApiConnector[] detours) : IDisposable
{
    private readonly Lock _gate = new();
    private ApiConnection? _current;
    private int _index;

    /// <exception cref="SourceFailureException">The kubeconfig or the service account can't be used.</exception>
    public ApiConnection Current
    {
        get
        {
            lock (_gate)
            {
                if (_current?.Outdated?.Invoke() == true)
                {
                    Replace(null); // the kubeconfig names another server, CA or client certificate
                }

                return _current ??= (_index == 0 ? connector : detours[_index - 1]).Connect();
            }
        }
    }

    /// <summary>The current connection is not the configured one.</summary>
    public bool IsDetour
    {
        get
        {
            lock (_gate)
            {
                return _index != 0;
            }
        }
    }

    /// <summary>Completes when the credentials of the configured server have their first result, a success or a failure.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Current.ReadyAsync(cancellationToken);
        }
        catch (SourceFailureException)
        {
            // Each reader reports it as the failure of its source.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    /// <summary>
    /// Replaces the connection by the next one. The watches of the old connection end too, because an answer of another server does not
    /// prove that they still work.
    /// </summary>
    public void TakeAnother()
    {
        lock (_gate)
        {
            if (detours.Length > 0)
            {
                _index = (_index + 1) % (detours.Length + 1);
                Replace(null);
            }
        }
    }

    /// <summary>A connection to the configured server, to test whether it works again.</summary>
    public ApiConnection ConnectFirst() => connector.Connect();

    /// <summary>Returns to the configured server.</summary>
    public void Return(ApiConnection first)
    {
        lock (_gate)
        {
            _index = 0;
            Replace(first);
        }
    }

    public void Dispose() => _current?.Dispose();

    private void Replace(ApiConnection? next)
    {
        _current?.Abandon();
        _current = next;
    }
}
