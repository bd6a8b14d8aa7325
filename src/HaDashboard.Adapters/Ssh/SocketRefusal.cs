using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh;

/// <summary>Why a socket could not be reached, in words that say what to do.</summary>
internal static class SocketRefusal
{
    /// <summary>Reads what a relay tool said as it left. The system's own words are the same for socat, nc and python3.</summary>
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

        if (Says("No such file or directory"))
        {
            return NotFound(node, path);
        }

        if (Says("Permission denied"))
        {
            return PermissionDenied(node, user, path);
        }

        if (Says("Connection refused"))
        {
            return Refused(node, path);
        }

        var said = stderr.Trim().Length == 0 ? "it said nothing" : $"it said: {Printable.Excerpt(stderr.Trim())}";
        return new(
            FailureKind.Other,
            $"The relay to {path} at {node} ended with exit code {exitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}; {said}."
        );

        bool Says(string words) => stderr.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    public static SourceFailureException NotFound(NodeName node, string path) =>
        new(
            FailureKind.SocketNotFound,
            $"No socket {path} at {node}: HAProxy has never run since boot, or its 'stats socket' line names another path."
        );

    public static SourceFailureException PermissionDenied(NodeName node, string user, string path) =>
        new(
            FailureKind.SocketPermissionDenied,
            $"Permission denied on {path} at {node}: add user {user} to the socket's group (haproxy), and check 'mode 660' on the 'stats socket' line."
        );

    public static SourceFailureException Refused(NodeName node, string path) =>
        new(FailureKind.SocketRefused, $"Nobody listens on {path} at {node}: HAProxy is not running.");

    public static SourceFailureException RelayMissing(NodeName node) =>
        new(FailureKind.RelayMissing, $"Neither socat, nc with -U, nor python3 can be run at {node}: install socat.");
}
