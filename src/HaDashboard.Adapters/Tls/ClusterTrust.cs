using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Tls;

/// <summary>The CA that verifies the cluster's servers, and the credentials with which the dashboard signs in to them.</summary>
/// <param name="Roots">The CA certificates of the cluster; empty if none is known.</param>
/// <param name="Certificate">The client certificate of the kubeconfig; null if it has none.</param>
/// <param name="Sign">Adds a token to a request; null if the kubeconfig has none.</param>
/// <param name="Host">The host name of the configured server.</param>
public sealed record ClusterTrust(
    X509Certificate2Collection Roots,
    X509Certificate2? Certificate,
    Func<HttpRequestMessage, CancellationToken, Task>? Sign,
    string? Host
)
{
    public static ClusterTrust None { get; } = new([], null, null, null);

    public bool HasCredentials => Certificate is not null || Sign is not null;

    /// <summary>Accepts only server certificates that the cluster's CA signed. Nothing is downloaded to verify them.</summary>
    internal X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Roots);
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        return policy;
    }
}

/// <summary>Reads the CA and the credentials from the kubeconfig.</summary>
public interface IClusterTrustSource
{
    /// <exception cref="SourceFailureException">The kubeconfig cannot be read.</exception>
    ClusterTrust Trust();
}
