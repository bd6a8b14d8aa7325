namespace HaDashboard.Adapters.Ssh.Settings;

/// <summary>How to sign in to a node. Only keys are supported: no password and no agent.</summary>
public sealed record SshOptions
{
    public required string User { get; init; }

    public int Port { get; init; } = 22;

    public required string PrivateKeyFile { get; init; }

    /// <summary>A file that contains the passphrase of the private key. A newline at its end is ignored.</summary>
    public string? PrivateKeyPassphraseFile { get; init; }

    /// <summary>An OpenSSH user certificate for the key. If null, <c>&lt;PrivateKeyFile&gt;-cert.pub</c> is used if it exists.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A known_hosts file in OpenSSH's format. A host that is not in it is refused.</summary>
    public required string KnownHostsFile { get; init; }
}
