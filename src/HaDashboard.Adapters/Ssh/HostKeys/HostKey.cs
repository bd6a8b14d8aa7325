using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>A public host key in its wire format: a blob whose first field is the key's type.</summary>
internal sealed record HostKey
{
    private readonly byte[] _blob;

    private HostKey(string type, byte[] blob) => (Type, _blob) = (type, blob);

    /// <summary>For example <c>ssh-ed25519</c>. The type of an RSA key is <c>ssh-rsa</c>, whatever the signature algorithm is.</summary>
    public string Type { get; }

    /// <summary>The fingerprint as <c>ssh-keygen -l</c> prints it.</summary>
    public string Fingerprint => $"SHA256:{Convert.ToBase64String(SHA256.HashData(_blob)).TrimEnd('=')}";

    public static bool TryParse(ReadOnlySpan<byte> blob, [NotNullWhen(true)] out HostKey? key)
    {
        key = null;
        if (
            blob.Length < 4
            || BinaryPrimitives.ReadUInt32BigEndian(blob) is var length
                && (length is 0 or > 64 || length > blob.Length - 4)
        )
        {
            return false;
        }

        var type = Encoding.ASCII.GetString(blob.Slice(4, (int)length));
        key = type.All(c => c is > ' ' and <= '~') ? new HostKey(type, blob.ToArray()) : null;
        return key is not null;
    }

    /// <summary>The known_hosts line that makes OpenSSH and the dashboard trust this key for the host.</summary>
    public string KnownHostsLine(string host, int port)
    {
        var name = host.ToLowerInvariant();
        var nameAndPort = port == 22 ? name : $"[{name}]:{port}";
        return $"{nameAndPort} {Type} {Convert.ToBase64String(_blob)}";
    }

    public bool Equals(HostKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    public override int GetHashCode() => _blob.Length > 8 ? BitConverter.ToInt32(_blob, _blob.Length - 4) : 0;

    public override string ToString() => $"{Type} {Fingerprint}";
}
