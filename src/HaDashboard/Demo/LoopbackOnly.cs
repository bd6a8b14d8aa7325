using System.Net;
using HaDashboard.Configuration;

namespace HaDashboard.Demo;

/// <summary>Restricts the demo to loopback addresses, because it has no sign-in.</summary>
internal static class LoopbackOnly
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <summary>Adds a problem for every address that is not loopback. Sets the default address if none is configured.</summary>
    public static void Apply(ConfigurationManager configuration, SettingsProblems problems)
    {
        var urls = configuration["urls"];
        foreach (
            var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            Check("urls", url, problems);
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            Check($"{endpoint.Path}:Url", endpoint["Url"] ?? "", problems);
        }

        if (string.IsNullOrWhiteSpace(urls))
        {
            configuration["urls"] = DefaultUrl; // overrides HTTP_PORTS, which container images set and which binds every address
        }

        configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]"; // against DNS rebinding: another name that resolves to 127.0.0.1
    }

    private static void Check(string key, string url, SettingsProblems problems)
    {
        if (!IsLoopback(url))
        {
            problems.Add(
                key,
                $"'{url}' is not a loopback address, and the demo has no sign-in",
                $"Use {DefaultUrl}, or start without --demo"
            );
        }
    }

    private static bool IsLoopback(string url)
    {
        try
        {
            var host = BindingAddress.Parse(url).Host.Trim('[', ']');
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
