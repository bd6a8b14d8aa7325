using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Finds the Unix sockets of the runtime API in a configuration.</summary>
public static class AdminSockets
{
    /// <summary>
    /// The paths of the <c>stats socket</c> lines: first those of level admin, then the others. Paths with variables are left out.
    /// </summary>
    public static ImmutableArray<string> In(ConfigurationFile file) =>
        [
            .. file
                .Content.Where(line => line.Begins("stats", "socket") && line.Words.Length > 2)
                .Select(line => (Path: PathOf(line.Words[2]), IsAdmin: line.Words.Contains("admin")))
                .Where(socket => socket.Path is not null)
                .OrderByDescending(socket => socket.IsAdmin)
                .Select(socket => socket.Path!)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>The path of a socket's address, such as <c>unix@/run/haproxy.sock</c>.</summary>
    /// <returns>null for another family and for a path with a variable.</returns>
    internal static string? PathOf(string address)
    {
        var path = address.StartsWith("unix@", StringComparison.Ordinal) ? address["unix@".Length..] : address;
        return path.StartsWith('/') && !path.Contains('$', StringComparison.Ordinal) ? path : null;
    }
}
