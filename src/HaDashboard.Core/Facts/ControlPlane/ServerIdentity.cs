namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>How far the identity of the server at the other end of a connection was verified.</summary>
public enum ServerIdentity
{
    /// <summary>The connection does not use TLS.</summary>
    Plain,

    /// <summary>The certificate is signed by the cluster's CA and contains the server's name.</summary>
    Verified,

    /// <summary>
    /// The certificate was read but cannot be verified, because kube-controller-manager and kube-scheduler use self-signed ones.
    /// No secret was sent over the connection.
    /// </summary>
    Inspected,
}
