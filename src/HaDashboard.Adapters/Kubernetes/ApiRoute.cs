namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// The connection everybody uses now, made when first needed: a kubeconfig that is missing at the start may be there later.
/// Here another road to the API can take over when the configured one is gone.
/// </summary>
internal sealed class ApiRoute(IApiConnector connector, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ApiConnection? _current;
    private DateTimeOffset _renewable;

    /// <exception cref="Core.Observations.SourceFailureException">There is no way to connect, for a local reason.</exception>
    public ApiConnection Current
    {
        get
        {
            lock (_gate)
            {
                if (_current is null)
                {
                    _current = connector.Connect();
                    _renewable = time.GetUtcNow() + RenewalInterval;
                }

                return _current;
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

    public void Dispose() => _current?.Dispose();
}
