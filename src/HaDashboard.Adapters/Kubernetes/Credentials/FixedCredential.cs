namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>A credential that the configuration contains.</summary>
internal sealed class FixedCredential(Credential credential) : ICredentialSource
{
    public Credential Current => credential;

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Refuse(Credential credential)
    {
        // Only another configuration contains another credential, and that is read anyway.
    }
}
