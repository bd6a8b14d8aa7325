using Renci.SshNet;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// Puts the host key algorithms that known_hosts can judge in front. A server has several keys and shows one: without this, a
/// host known by its ed25519 key is refused as soon as it shows its ECDSA one.
/// </summary>
internal static class HostKeyPreference
{
    public static void Apply(ConnectionInfo info, KnownHosts knownHosts, string host)
    {
        var algorithms = info.HostKeyAlgorithms;
        algorithms.Remove("ssh-rsa"); // SHA-1 signatures; an RSA key signs with rsa-sha2-* as well.
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
