using System.Globalization;
using System.Net;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>
/// The proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY, by the rules of kubectl. Those of .NET know no networks (10.0.0.0/8) in NO_PROXY, so
/// that a connection which kubectl makes directly would go through the proxy.
/// </summary>
internal static class EnvironmentProxy
{
    /// <returns>The variable and its value; null for a direct connection.</returns>
    public static (string Variable, string Value)? For(Uri server, Func<string, string?> environment)
    {
        var names =
            server.Scheme == Uri.UriSchemeHttps ? new[] { "HTTPS_PROXY", "https_proxy" } : ["HTTP_PROXY", "http_proxy"];
        var name = names.FirstOrDefault(variable => !string.IsNullOrWhiteSpace(environment(variable)));
        if (name is null || IsExcluded(server, First(environment, "NO_PROXY", "no_proxy") ?? ""))
        {
            return null;
        }

        var value = environment(name)!.Trim();
        return (name, value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}");
    }

    private static string? First(Func<string, string?> environment, params string[] names) =>
        names.Select(environment).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static bool IsExcluded(Uri server, string list)
    {
        var host = server.DnsSafeHost.TrimEnd('.');
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (
            host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (address is not null && IPAddress.IsLoopback(address))
        )
        {
            return true;
        }

        var entries = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return entries.Any(entry => entry == "*" || Matches(entry, host, address, server.Port));
    }

    private static bool Matches(string entry, string host, IPAddress? address, int port)
    {
        if (entry.Split('/') is [var start, var length] && IPAddress.TryParse(start, out var network))
        {
            return address is not null && IsIn(address, network, length);
        }

        var (name, only) = WithoutPort(entry);
        if (only is not null && only != port)
        {
            return false;
        }

        if (IPAddress.TryParse(name, out var excluded))
        {
            return excluded.Equals(address);
        }

        var domain = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return domain.StartsWith('.')
            ? host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            : host.Equals(domain, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
    }

    // As in kubectl, the address of a network may have bits outside of its mask: 10.0.42.1/16.
    private static bool IsIn(IPAddress address, IPAddress network, string length)
    {
        var (own, other) = (address.GetAddressBytes(), network.GetAddressBytes());
        return own.Length == other.Length
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= own.Length * 8
            && Enumerable.Range(0, bits).All(bit => ((own[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static (string Name, int? Port) WithoutPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort =
            colon > 0
            && (entry.IndexOf(':', StringComparison.Ordinal) == colon || entry[colon - 1] == ']')
            && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var name = hasPort ? entry[..colon] : entry;
        int? port = hasPort ? int.Parse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture) : null;
        return (name.Trim('[', ']'), port);
    }
}
