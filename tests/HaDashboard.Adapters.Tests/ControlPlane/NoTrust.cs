using HaDashboard.Adapters.Tls;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Neither a CA nor credentials.</summary>
internal sealed class NoTrust : IClusterTrustSource
{
    public ClusterTrust Current => ClusterTrust.None;
}
