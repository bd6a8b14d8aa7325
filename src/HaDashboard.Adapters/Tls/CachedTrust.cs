using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Tls;

/// <summary>The kubeconfig's trust, read anew twice a minute: whoever renews it does not think of us. One that can't be read vouches for nobody.</summary>
internal sealed class CachedTrust(IClusterTrustSource source, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ClusterTrust? _trust;
    private long _readAt;

    public ClusterTrust Current
    {
        get
        {
            lock (_gate)
            {
                if (_trust is null || time.GetElapsedTime(_readAt) > Kept)
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
            return ClusterTrust.None; // the watch of the API tells what is wrong with the file
        }
    }
}
