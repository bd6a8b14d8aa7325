using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Access;

/// <summary>
/// The one-time sign-in of a program nobody is configured for, as Jupyter and the Aspire dashboard have it: 256 random bits, printed on
/// the console alone, good for one sign-in as Admin. The sign-in itself lasts as long as this run of the program.
/// </summary>
public sealed class StartLink(bool needed)
{
    private static readonly string RunStamp = "run-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private byte[]? _secret = needed ? RandomNumberGenerator.GetBytes(32) : null;

    /// <summary>The secret as it stands in the link; null once spent or where none is needed.</summary>
    internal string? Secret => Volatile.Read(ref _secret) is { } secret ? Convert.ToHexStringLower(secret) : null;

    internal static string Stamp => RunStamp;

    internal static bool IsStamp(string stamp) => stamp.Equals(RunStamp, StringComparison.Ordinal);

    /// <summary>True once, for the right secret.</summary>
    internal bool TrySpend(string presented)
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
