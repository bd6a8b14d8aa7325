using HaDashboard.Adapters.Kubernetes.Credentials;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>
/// What one context of a kubeconfig and the files that it names contain. Two equal contents make the same connection.
/// </summary>
/// <param name="Authority">PEM; null to verify with the root certificates of this host.</param>
/// <param name="Place">Where the server is in the file, for messages.</param>
/// <param name="UserPlace">Where the account is in the file, for messages.</param>
internal sealed record KubeconfigContent(
    string Server,
    string? TlsServerName,
    string? ProxyUrl,
    string? Authority,
    string? Certificate,
    string? Key,
    string? Token,
    string? Username,
    string? Password,
    ExecPlugin? Exec,
    string Place,
    string UserPlace
)
{
    /// <summary>No member: most of them are secrets.</summary>
    public override string ToString() => Place;
}
