using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Tls;

/// <summary>What proves the cluster's servers to us, and us to them.</summary>
/// <param name="Roots">The cluster's CA; empty where none is known.</param>
/// <param name="Certificate">Ours, where the kubeconfig has one.</param>
/// <param name="Sign">Adds a token to a request, where there is one.</param>
/// <param name="Host">The configured server's own name.</param>
public sealed record ClusterTrust(
    X509Certificate2Collection Roots,
    X509Certificate2? Certificate,
    Func<HttpRequestMessage, CancellationToken, Task>? Sign,
    string? Host
)
{
    public static ClusterTrust None { get; } = new([], null, null, null);

    public bool HasCredentials => Certificate is not null || Sign is not null;

    /// <summary>Whether a certificate chains to the cluster's CA.</summary>
    public bool Vouches(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        if (Roots.Count == 0)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy() };
        if (intermediates is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        }

        return chain.Build(certificate);
    }

    /// <summary>A server's certificate, of the cluster's CA and of no other; nothing is fetched for it.</summary>
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

/// <summary>Whoever reads the kubeconfig.</summary>
public interface IClusterTrustSource
{
    /// <exception cref="SourceFailureException">It can't be read.</exception>
    ClusterTrust Trust();
}
