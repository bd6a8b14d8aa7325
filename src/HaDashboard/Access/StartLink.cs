using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Access;

/// <summary>
/// The one-time sign-in link for a configuration without users, as in Jupyter and the Aspire dashboard. The secret has 256 random bits, is
/// printed on the console only, and allows one sign-in as Admin. The session ends when the program stops.
/// </summary>
public sealed class StartLink(bool needed)
{
    private static readonly string RunStamp = "run-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private byte[]? _secret = needed ? RandomNumberGenerator.GetBytes(32) : null;

    /// <summary>The secret in the link; null if it was used or if no link is needed.</summary>
    internal string? Secret => Volatile.Read(ref _secret) is { } secret ? Convert.ToHexStringLower(secret) : null;

    internal static string Stamp => RunStamp;

    internal static bool IsStamp(string stamp) => stamp.Equals(RunStamp, StringComparison.Ordinal);

    /// <summary>True for the right secret, and only the first time.</summary>
    internal bool TryUse(string presented)
    {
        var secret = Volatile.Read(ref _secret);
        return secret is not null
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Convert.ToHexStringLower(secret)),
                Encoding.UTF8.GetBytes(presented)
            )
            && Interlocked.CompareExchange(ref _secret, null, secret) == secret;
    }
}
