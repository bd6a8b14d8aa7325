namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>Creates keys and certificates with the real ssh-keygen.</summary>
internal static class SshKeygen
{
    public static async Task<string> NewKeyAsync(
        string file,
        string type = "ed25519",
        string passphrase = "",
        bool pem = false
    )
    {
        string[] format = pem ? ["-m", "PEM"] : [];
        string[] size = type == "rsa" ? ["-b", "2048"] : [];
        await TestProcess.RunAsync(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", type, .. size, .. format, "-N", passphrase, "-C", "test", "-f", file]
        );
        return file;
    }

    /// <summary>Signs <c>key.pub</c> and writes <c>key-cert.pub</c> to the same folder.</summary>
    public static Task CertifyAsync(string authority, string key, string principal, bool forHost = false) =>
        TestProcess.RunAsync(
            "/usr/bin/ssh-keygen",
            [
                "-q",
                "-s",
                authority,
                "-I",
                "test",
                .. forHost ? new[] { "-h" } : [],
                "-n",
                principal,
                "-V",
                "-5m:+1h",
                $"{key}.pub",
            ]
        );

    public static Task HashAsync(string knownHosts) =>
        TestProcess.RunAsync("/usr/bin/ssh-keygen", "-q", "-H", "-f", knownHosts);

    public static async Task<string> FingerprintAsync(string key) =>
        (await TestProcess.RunAsync("/usr/bin/ssh-keygen", "-l", "-f", $"{key}.pub")).Split(' ')[1];
}
