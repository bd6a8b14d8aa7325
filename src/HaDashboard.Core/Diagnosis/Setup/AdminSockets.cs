using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Finds the Unix sockets of the runtime API in a configuration.</summary>
public static class AdminSockets
{
    private const string Line = "stats socket ";

    /// <summary>The paths of the <c>stats socket</c> lines: first those of level admin, then the others. Paths with variables are left out.</summary>
    public static ImmutableArray<string> In(ConfigurationFile file) =>
        [
            .. file
                .Lines.Select(line => line.Trim())
                .Where(line => line.StartsWith(Line, StringComparison.Ordinal))
                .Select(line => line[Line.Length..].Split(' '))
                .Select(words => (Path: PathOf(words[0]), IsAdmin: words.Contains("admin", StringComparer.Ordinal)))
                .Where(socket => socket.Path is not null)
                .OrderByDescending(socket => socket.IsAdmin)
                .Select(socket => socket.Path!)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>The path of a socket's address, such as <c>unix@/run/haproxy.sock</c>; null for another family and for a variable.</summary>
    internal static string? PathOf(string address)
    {
        var path = address.Trim('"', '\'');
        path = path.StartsWith("unix@", StringComparison.Ordinal) ? path["unix@".Length..] : path;
        return path.StartsWith('/') && !path.Contains('$', StringComparison.Ordinal) ? path : null;
    }
}
