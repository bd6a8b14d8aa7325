using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>
/// The first field of a known_hosts line: either a comma-separated list of names with <c>*</c>, <c>?</c> and <c>!</c>, or one hashed name.
/// </summary>
internal abstract class HostPatterns
{
    /// <summary>The parsed field; null if it is invalid.</summary>
    public static HostPatterns? TryParse(string field) =>
        field.StartsWith('|')
            ? Hashed.TryParseHash(field)
            : new Listed(field.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>True if the field matches the name.</summary>
    /// <param name="name">In lower case: <c>host</c> or <c>[host]:port</c>.</param>
    public abstract bool Matches(string name);

    /// <summary>Matches the whole name against an OpenSSH pattern, which knows <c>*</c> and <c>?</c> only.</summary>
    internal static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // Two positions instead of recursion: otherwise a line like "*a*a*a*…" takes exponential time.
        int p = 0,
            n = 0,
            star = -1,
            retry = 0;
        while (n < name.Length)
        {
            if (
                p < pattern.Length
                && (pattern[p] == '?' || char.ToLowerInvariant(pattern[p]) == name[n])
                && pattern[p] != '*'
            )
            {
                p++;
                n++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                retry = n;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    private sealed class Listed(string[] patterns) : HostPatterns
    {
        public override bool Matches(string name) =>
            !patterns.Any(pattern => pattern[0] == '!' && Glob(pattern.AsSpan(1), name))
            && patterns.Any(pattern => pattern[0] != '!' && Glob(pattern, name));
    }

    private sealed class Hashed(byte[] salt, byte[] hash) : HostPatterns
    {
        public static Hashed? TryParseHash(string field)
        {
            var parts = field.Split('|');
            var salt = new byte[64];
            var hash = new byte[64];
            return
                parts is ["", "1", var s, var h]
                && Convert.TryFromBase64String(s, salt, out var saltLength)
                && saltLength > 0
                && Convert.TryFromBase64String(h, hash, out var hashLength)
                && hashLength == HMACSHA1.HashSizeInBytes
                ? new Hashed(salt[..saltLength], hash[..hashLength])
                : null;
        }

#pragma warning disable CA5350 // The file format requires SHA-1. It hides names in the file; nothing here depends on its strength.
        public override bool Matches(string name) =>
            CryptographicOperations.FixedTimeEquals(HMACSHA1.HashData(salt, Encoding.UTF8.GetBytes(name)), hash);
#pragma warning restore CA5350
    }
}
