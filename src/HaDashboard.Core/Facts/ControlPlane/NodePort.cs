using System.Net;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>
/// An address and port to which a node itself connects: its loopback, its own address, a virtual address or another machine.
/// </summary>
public sealed record NodePort
{
    private const string Loopback4 = "127.0.0.1";

    /// <param name="host">An IP address, with or without brackets, or a DNS name.</param>
    /// <exception cref="ArgumentException">The host is neither an IP address nor a DNS name, or the port is out of range.</exception>
    public NodePort(string host, int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        Host = Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv4 or UriHostNameType.IPv6 => IPAddress.Parse(host).ToString(),
            UriHostNameType.Dns => host.ToLowerInvariant(),
            _ => throw new ArgumentException($"'{host}' is neither an IP address nor a DNS name.", nameof(host)),
        };
        Port = port;
    }

    /// <summary>An IP address without brackets in its shortest form, or a DNS name in lower case.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>True for 127.0.0.0/8, ::1 and <c>localhost</c>.</summary>
    public bool IsLoopback => HostPort.OfHost(Host).IsLoopback;

    /// <summary>The port on 127.0.0.1 of the node.</summary>
    public static NodePort Loopback(int port) => new(Loopback4, port);

    /// <summary>The host and port of a URL, with the default port of its scheme if it names none.</summary>
    /// <exception cref="ArgumentException">The URL has no host or no port.</exception>
    public static NodePort Of(Uri address) => new(address.IdnHost, address.Port);

    /// <summary>True if the node reaches itself: over its loopback, or over its own <paramref name="address"/>.</summary>
    public bool IsOn(string? address) =>
        IsLoopback
        || (
            address is not null
            && Uri.CheckHostName(address) is not (UriHostNameType.Unknown or UriHostNameType.Basic)
            && new NodePort(address, Port) == this
        );

    /// <summary>As sshd's <c>permitopen</c> writes it: <c>127.0.0.1:6443</c>, <c>[::1]:6443</c>.</summary>
    public override string ToString() => new HostPort(Host, Port).ToString();
}
