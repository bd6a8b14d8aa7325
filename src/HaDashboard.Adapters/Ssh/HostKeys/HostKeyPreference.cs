using Renci.SshNet;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>
/// Prefers the host key algorithms for which known_hosts has a key. A server has several keys and presents one of them. Without this, a
/// host whose ed25519 key is in the file would be refused as soon as it presents its ECDSA key.
/// </summary>
internal static class HostKeyPreference
{
    public static void Apply(ConnectionInfo info, KnownHosts knownHosts, string host)
    {
        var algorithms = info.HostKeyAlgorithms;
        algorithms.Remove("ssh-rsa"); // It uses SHA-1 signatures. RSA keys can sign with rsa-sha2-* instead.
        if (!knownHosts.HasAuthorityFor(host, info.Port))
        {
            foreach (
                var certified in algorithms
                    .Keys.Where(name => name.Contains("-cert-", StringComparison.Ordinal))
                    .ToList()
            )
            {
                algorithms.Remove(certified);
            }
        }

        var known = knownHosts.KeyTypesFor(host, info.Port);
        var position = algorithms.Keys.Count(name => name.Contains("-cert-", StringComparison.Ordinal));
        foreach (var name in algorithms.Keys.Where(name => known.Contains(KeyTypeOf(name))).ToList())
        {
            algorithms.SetPosition(name, position++);
        }
    }

    private static string KeyTypeOf(string algorithm) =>
        algorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal)
        && !algorithm.Contains("-cert-", StringComparison.Ordinal)
            ? "ssh-rsa"
            : algorithm;
}
