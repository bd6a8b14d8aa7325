using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>The credential that requests are signed with now. No member blocks its caller.</summary>
public interface ICredentialSource
{
    /// <exception cref="SourceFailureException">There is no credential now; the message names the cause.</exception>
    Credential Current { get; }

    /// <summary>Completes when <see cref="Current"/> has its first result, a credential or a failure.</summary>
    Task ReadyAsync(CancellationToken cancellationToken);

    /// <summary>The API answered 401 to this credential. A source that can renew it starts to do so.</summary>
    void Refuse(Credential credential);
}
