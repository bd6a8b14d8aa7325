using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HaDashboard.Core.Facts.Names;

/// <summary>A host with or without a port, as HAProxy, kubeadm and kubeconfig files write it.</summary>
/// <param name="Host">In the form of <see cref="Canonical"/>.</param>
public readonly record struct HostPort(string Host, int? Port)
{
    public bool IsLoopback => IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address);

    /// <summary>It is an IP address and not a name.</summary>
    public bool IsIp => IPAddress.TryParse(Host, out _);

    /// <summary>
    /// From <c>10.0.42.1:6443</c>, <c>[fd00::1]:6443</c>, <c>fd00::1</c>, <c>master1.example</c>, or any of these after a family prefix
    /// such as <c>ipv4@</c>.
    /// </summary>
    /// <returns>null where the text has no host: empty, <c>-</c>, a socket path, a variable.</returns>
    public static HostPort? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text is "-" || text.AsSpan().IndexOfAny('/', '$', '<') >= 0)
        {
            return null;
        }

        var (host, port) = Split(text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..]);
        var name = Canonical(host);
        return Uri.CheckHostName(name) is UriHostNameType.Unknown ? null
            : port is null ? new HostPort(name, null)
            : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and < 65536
                ? new HostPort(name, number)
            : null;
    }

    /// <summary>The host and port of an address, with the default port of its scheme where it names none.</summary>
    public static HostPort Of(Uri address) => new(Canonical(address.IdnHost), address.Port);

    /// <summary>A host without a port, in any spelling.</summary>
    public static HostPort OfHost(string host) => new(Canonical(host), null);

    /// <summary>
    /// One spelling per host: an IPv6 address in its short form without brackets, an IPv4 address out of its IPv6 form, a name in lower
    /// case without its final dot, and 127.0.0.1 for <c>localhost</c>.
    /// </summary>
    public static string Canonical(string host)
    {
        var bare = host.Trim('[', ']');
        if (IPAddress.TryParse(bare, out var address))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return plain.AddressFamily is AddressFamily.InterNetworkV6
                ? new IPAddress(plain.GetAddressBytes()).ToString()
                : plain.ToString();
        }

        var name = bare.TrimEnd('.').ToLowerInvariant();
        return name is "localhost" ? "127.0.0.1" : name;
    }

    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }

    // The port is behind the last colon, unless that one belongs to an IPv6 address.
    private static (string Host, string? Port) Split(string text) =>
        text.LastIndexOf(':') is >= 0 and var at
        && at > text.LastIndexOf(']')
        && (text.IndexOf(':', StringComparison.Ordinal) == at || text.StartsWith('['))
            ? (text[..at], text[(at + 1)..])
            : (text, null);
}
