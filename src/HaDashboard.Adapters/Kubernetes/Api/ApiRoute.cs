using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The connection that all readers use now. It is made on first use, because a kubeconfig that is missing at the start may exist later.
/// When the configured server fails, the alternative connectors are tried in turn, one at a time.
/// </summary>
internal sealed class ApiRoute(IApiConnector connector, TimeProvider time, params IApiConnector[] detours) : IDisposable
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ApiConnection? _current;
    private DateTimeOffset _renewable;
    private int _index;

    /// <exception cref="SourceFailureException">The kubeconfig or the service account can't be used.</exception>
    public ApiConnection Current
    {
        get
        {
            lock (_gate)
            {
                if (_current is null)
                {
                    _current = (_index == 0 ? connector : detours[_index - 1]).Connect();
                    _renewable = time.GetUtcNow() + RenewalInterval;
                }

                return _current;
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

    /// <summary>
    /// Reads the credentials again: the certificate of a kubeconfig is valid for a year and may have been renewed. The old connection is
    /// not closed, because a watch that was accepted with the old certificate continues; it closes by itself when idle.
    /// </summary>
    public void Renew()
    {
        lock (_gate)
        {
            if (time.GetUtcNow() >= _renewable)
            {
                _current = null;
            }
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
            _renewable = time.GetUtcNow() + RenewalInterval;
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
