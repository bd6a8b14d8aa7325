using System.Globalization;
using System.Net;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Topology;

/// <summary>An address that clients connect to: <c>controlPlaneEndpoint</c> of kubeadm, or <c>server</c> of a kubeconfig.</summary>
internal sealed record ControlPlaneEndpoint(string Host, int Port)
{
    private const int KubeadmPort = 6443;

    internal bool IsLoopback => HostPort.OfHost(Host).IsLoopback;

    /// <summary>From <c>host</c>, <c>host:port</c>, <c>[::1]:port</c> or a URL; null where it is none of these.</summary>
    internal static ControlPlaneEndpoint? Parse(string? text)
    {
        var withoutScheme = text?[
            (text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..
        ].TrimEnd('/');
        var fallback = text?.StartsWith("https://", StringComparison.Ordinal) == true ? 443 : KubeadmPort;
        return HostPort.Parse(withoutScheme) is { } address
            ? new ControlPlaneEndpoint(address.Host, address.Port ?? fallback)
            : null;
    }

    /// <summary>
    /// Whether a <c>bind</c> line's address takes connections to it; null where that hangs on a name, or the line can't be
    /// read.
    /// </summary>
    internal bool? IsServedBy(string bind)
    {
        var answers = bind.Split(',').Select(IsServedByOne).ToArray();
        return answers.Contains(true) ? true
            : answers.Contains(null) ? null
            : false;
    }

    public override string ToString() => new HostPort(Host, Port).ToString();

    private bool? IsServedByOne(string bind)
    {
        var address = bind[(bind.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var (host, ports) = Split(address);
        if (ports is null || address.StartsWith('/') || ports.Contains('$', StringComparison.Ordinal))
        {
            return address.StartsWith('/') ? false : null;
        }

        var range = ports
            .Split('-')
            .Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
            )
            .ToArray();
        return range.Contains(-1) ? null
            : Port < range[0] || Port > range[^1] ? false
            : host is "" or "*" or "0.0.0.0" or "::" or "[::]" ? true
            : IPAddress.TryParse(host.Trim('[', ']'), out var there) && IPAddress.TryParse(Host, out var here)
                ? there.Equals(here)
            : host.Equals(Host, StringComparison.OrdinalIgnoreCase) || (host is "localhost" && IsLoopback) ? true
            : null;
    }

    // The port is behind the last colon, unless that one belongs to an IPv6 address.
    private static (string Host, string? Port) Split(string address) =>
        address.LastIndexOf(':') is >= 0 and var at
        && at > address.LastIndexOf(']')
        && (
            address.IndexOf(':', StringComparison.Ordinal) == at
            || address.StartsWith('[')
            || address.StartsWith("::", StringComparison.Ordinal)
        )
            ? (address[..at], address[(at + 1)..])
            : (address, null);
}
