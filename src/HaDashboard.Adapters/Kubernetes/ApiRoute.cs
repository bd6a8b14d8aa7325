using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// The connection everybody uses now, made when first needed: a kubeconfig that is missing at the start may be there later. When the
/// configured road is gone, the detours are tried in turn, one at a time.
/// </summary>
internal sealed class ApiRoute(IApiConnector connector, TimeProvider time, params IApiConnector[] detours) : IDisposable
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ApiConnection? _current;
    private DateTimeOffset _renewable;
    private int _road;

    /// <exception cref="SourceFailureException">There is no way to connect, for a local reason.</exception>
    public ApiConnection Current
    {
        get
        {
            lock (_gate)
            {
                if (_current is null)
                {
                    _current = (_road == 0 ? connector : detours[_road - 1]).Connect();
                    _renewable = time.GetUtcNow() + RenewalInterval;
                }

                return _current;
            }
        }
    }

    /// <summary>The API is asked another way than the configured one.</summary>
    public bool IsDetour
    {
        get
        {
            lock (_gate)
            {
                return _road != 0;
            }
        }
    }

    /// <summary>
    /// Reads the credentials anew: certificates of a kubeconfig live a year, and whoever renews them does not think of us.
    /// The old connection is not closed, since a watch that was let in with the old certificate goes on; idle, it closes itself.
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
    /// Gives this road up for the next one. Its watches end too: another server's sign of life vouches for none of them.
    /// </summary>
    public void TakeAnother()
    {
        lock (_gate)
        {
            if (detours.Length > 0)
            {
                _road = (_road + 1) % (detours.Length + 1);
                Replace(null);
            }
        }
    }

    /// <summary>A connection the configured way, to try whether it lives again.</summary>
    public ApiConnection ConnectFirst() => connector.Connect();

    /// <summary>The configured road lives again.</summary>
    public void Return(ApiConnection first)
    {
        lock (_gate)
        {
            _road = 0;
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
