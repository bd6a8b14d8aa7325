using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>The marker at the beginning of a known_hosts line.</summary>
internal enum KnownHostMark
{
    None,
    CertAuthority,
    Revoked,
}

/// <summary>One valid line of a known_hosts file.</summary>
internal sealed record KnownHostLine(int Number, KnownHostMark Mark, HostPatterns Hosts, HostKey Key)
{
    /// <summary>
    /// Parses one line. Both results are null for an empty line or a comment; the problem is not null for an invalid line.
    /// </summary>
    public static (KnownHostLine? Line, Message? Problem) Parse(int number, string text)
    {
        var fields = text.Split([' ', '\t', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 0 || fields[0].StartsWith('#'))
        {
            return (null, null);
        }

        var mark = fields[0] switch
        {
            "@cert-authority" => KnownHostMark.CertAuthority,
            "@revoked" => KnownHostMark.Revoked,
            _ => KnownHostMark.None,
        };
        if (mark == KnownHostMark.None && fields[0].StartsWith('@'))
        {
            return (null, SshTexts.MarkerUnknown);
        }

        var rest = mark == KnownHostMark.None ? fields : fields[1..];
        if (rest.Length < 3)
        {
            return (null, SshTexts.LineTooShort);
        }

        if (HostPatterns.TryParse(rest[0]) is not { } hosts)
        {
            return (null, SshTexts.HashedHostInvalid);
        }

        var blob = new byte[rest[2].Length];
        if (
            !Convert.TryFromBase64String(rest[2], blob, out var length)
            || !HostKey.TryParse(blob.AsSpan(0, length), out var key)
        )
        {
            return (null, SshTexts.KeyInvalid);
        }

        return key.Type == rest[1]
            ? (new KnownHostLine(number, mark, hosts, key), null)
            : (null, SshTexts.KeyTypeDiffers);
    }
}
