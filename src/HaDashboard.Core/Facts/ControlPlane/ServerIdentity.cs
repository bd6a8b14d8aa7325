namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>Whether the server at the other end of a TLS connection is proven to be the one it should be.</summary>
public enum ServerIdentity
{
    /// <summary>No TLS.</summary>
    Plain,

    /// <summary>Its certificate chains to the cluster's CA and names it.</summary>
    Verified,

    /// <summary>Nothing to verify it against (kube-controller-manager and kube-scheduler sign their own): the certificate was looked at, nothing secret was sent.</summary>
    Inspected,
}
