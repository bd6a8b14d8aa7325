using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Tls;

/// <summary>The CA that verifies the cluster's servers, and the credentials with which the dashboard signs in to them.</summary>
/// <param name="Roots">The CA certificates of the cluster; empty if none is known.</param>
/// <param name="Credential">The account of the kubeconfig; anonymous if it has none, or none now.</param>
/// <param name="Host">The host name of the configured server.</param>
public sealed record ClusterTrust(X509Certificate2Collection Roots, Credential Credential, string? Host)
{
    public static ClusterTrust None { get; } = new([], Credential.Anonymous, null);

    /// <summary>Why there is no CA or no credential now; null if all is known that is configured.</summary>
    public SourceFailure? Problem { get; init; }

    public bool HasCredentials => !Credential.IsAnonymous;

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

/// <summary>The CA and the credentials of the kubeconfig.</summary>
public interface IClusterTrustSource
{
    /// <summary>What is known now. It neither blocks nor throws.</summary>
    ClusterTrust Current { get; }
}
