using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>What <see cref="ApiAccess"/> knows. It is replaced when the files change.</summary>
/// <param name="Content">The files that <paramref name="Kubeconfig"/> was made from.</param>
/// <param name="Kubeconfig">The last configuration that could be used; null before there was one.</param>
/// <param name="Failure">The files can't be used now.</param>
internal sealed record AccessState(
    KubeconfigContent? Content,
    Kubeconfig? Kubeconfig,
    ExecCredentialSource? Exec,
    SourceFailure? Failure
)
{
    private volatile CombinedCredential? _combined;

    public static AccessState None { get; } = new(null, null, null, null);

    /// <summary>The last result of <see cref="Combine"/>.</summary>
    public CombinedCredential? Combined => _combined;

    /// <summary>
    /// The plugin's credential with the client certificate of the kubeconfig, if that has one. The same input gives the same object.
    /// </summary>
    public Credential Combine(Credential ofPlugin)
    {
        if (_combined is { } known && ReferenceEquals(known.Of, ofPlugin))
        {
            return known.Credential;
        }

        var credential = Kubeconfig?.Fixed.Certificate is { } certificate ? ofPlugin.With(certificate) : ofPlugin;
        _combined = new CombinedCredential(ofPlugin, credential);
        return credential;
    }
}

internal sealed record CombinedCredential(Credential Of, Credential Credential);
