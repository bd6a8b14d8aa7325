namespace HaDashboard.Adapters.Ssh;

/// <summary>How to sign in to a node. Keys only: no password, no agent.</summary>
public sealed record SshOptions
{
    public required string User { get; init; }

    public int Port { get; init; } = 22;

    public required string PrivateKeyFile { get; init; }

    /// <summary>A file whose content, without the newline at its end, is the passphrase of the private key.</summary>
    public string? PrivateKeyPassphraseFile { get; init; }

    /// <summary>An OpenSSH user certificate for the key; when null, <c>&lt;PrivateKeyFile&gt;-cert.pub</c> is used if it exists.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>In OpenSSH's format. A host that is not in it is refused.</summary>
    public required string KnownHostsFile { get; init; }
}
