using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Tls;

/// <summary>
/// The CA and credentials of the kubeconfig, read again every 30 s, because the file can be renewed without a restart of the dashboard.
/// If the file cannot be read, nothing is trusted.
/// </summary>
internal sealed class CachedTrust(IClusterTrustSource source, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ClusterTrust? _trust;
    private long _readAt;

    public ClusterTrust Current
    {
        get
        {
            lock (_gate)
            {
                if (_trust is null || time.GetElapsedTime(_readAt) > Lifetime)
                {
                    _trust = Read();
                    _readAt = time.GetTimestamp();
                }

                return _trust;
            }
        }
    }

    private ClusterTrust Read()
    {
        try
        {
            return source.Trust();
        }
        catch (SourceFailureException)
        {
            return ClusterTrust.None; // The watch of the Kubernetes API reports what is wrong with the file.
        }
    }
}
