using System.Globalization;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>The address of a <c>server</c>, <c>bind</c>, <c>source</c> or <c>log</c> line.</summary>
/// <param name="Text">As HAProxy reads it.</param>
/// <param name="Host">
/// An IP address without brackets, or a name; empty if a bind has none. null if it is unknown, or is the path of a Unix socket.
/// </param>
/// <param name="Port">null if there is none, it is unknown, or it is a range or relative.</param>
internal sealed record ConfiguredAddress(string Text, string? Host, int? Port)
{
    /// <summary>True for 127.0.0.0/8, ::1 and localhost.</summary>
    internal bool IsLoopback => Host is { } host && HostPort.OfHost(host).IsLoopback;

    /// <summary>True if the address is one of these IP addresses or names. Two forms of one IP address are equal.</summary>
    internal bool IsOneOf(IEnumerable<string> hosts) =>
        Host is { Length: > 0 } host && hosts.Select(HostPort.Canonical).Contains(HostPort.Canonical(host), StringComparer.Ordinal);

    internal static ConfiguredAddress Of(string text)
    {
        var address = text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..];
        if (address.StartsWith('/') || text.Split('@')[0] is "unix" or "abns" or "fd")
        {
            return new ConfiguredAddress(text, null, null);
        }

        var colon = PortColon(address);
        var (host, port) = colon < 0 ? (address, "") : (address[..colon], address[(colon + 1)..]);
        return new ConfiguredAddress(
            text,
            ConfigurationWord.IsVariable(host) ? null : host.Trim('[', ']'),
            int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null
        );
    }

    // The port is behind the last colon, which is not inside brackets or a variable.
    private static int PortColon(string address)
    {
        var colon = address.LastIndexOf(':');
        return colon > address.LastIndexOf(']') && colon > address[..Math.Max(colon, 0)].LastIndexOf('{') - 1
            ? colon
            : -1;
    }
}
