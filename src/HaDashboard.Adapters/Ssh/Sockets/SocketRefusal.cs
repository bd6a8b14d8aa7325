using System.Globalization;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>Describes why a socket could not be opened and what to do about it.</summary>
internal static class SocketRefusal
{
    /// <summary>
    /// Interprets the error output of a relay tool that exited. socat, nc and python3 all print the same messages of the operating system.
    /// </summary>
    public static SourceFailureException FromRelay(
        NodeName node,
        string user,
        string path,
        int? exitCode,
        string stderr
    )
    {
        if (exitCode is 126 or 127)
        {
            return RelayMissing(node);
        }

        if (Contains("No such file or directory"))
        {
            return NotFound(node, path);
        }

        if (Contains("Permission denied"))
        {
            return PermissionDenied(node, user, path);
        }

        if (Contains("Connection refused"))
        {
            return Refused(node, path);
        }

        var code = exitCode?.ToString(CultureInfo.InvariantCulture) ?? "none";
        var output =
            stderr.Trim().Length == 0 ? "and no output" : $"and the output: {Printable.Excerpt(stderr.Trim())}";
        return new(FailureKind.Other, $"The relay to {path} on {node} exited with code {code} {output}.");

        bool Contains(string words) => stderr.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    public static SourceFailureException NotFound(NodeName node, string path) =>
        new(
            FailureKind.SocketNotFound,
            $"The socket {path} does not exist on {node}: HAProxy has not run since boot, or its 'stats socket' line has another path."
        );

    public static SourceFailureException PermissionDenied(NodeName node, string user, string path) =>
        new(
            FailureKind.SocketPermissionDenied,
            $"Permission denied for {path} on {node}: add user {user} to the socket's group (haproxy), "
                + "and check 'mode 660' in the 'stats socket' line."
        );

    public static SourceFailureException Refused(NodeName node, string path) =>
        new(FailureKind.SocketRefused, $"Connection refused by {path} on {node}: HAProxy is not running.");

    public static SourceFailureException RelayMissing(NodeName node) =>
        new(FailureKind.RelayMissing, $"{node} has neither socat, nc with -U nor python3: install socat.");
}
