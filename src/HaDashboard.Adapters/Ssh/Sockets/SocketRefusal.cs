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

        if (SaysNotFound(stderr))
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

        object code = exitCode is { } number ? number : SshTexts.NoExitCode;
        var output = Printable.Excerpt(stderr.Trim());
        return new(
            FailureKind.Other,
            output.Length == 0
                ? SshTexts.RelayFailedSilently(path, node, code)
                : SshTexts.RelayFailed(path, node, code, output)
        );

        bool Contains(string words) => stderr.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True if a tool reports that a file does not exist.</summary>
    public static bool SaysNotFound(string stderr) =>
        stderr.Contains("No such file or directory", StringComparison.OrdinalIgnoreCase);

    public static SourceFailureException NotFound(NodeName node, string path) =>
        new(FailureKind.SocketNotFound, SshTexts.SocketMissing(path, node));

    public static SourceFailureException PermissionDenied(NodeName node, string user, string path) =>
        new(FailureKind.SocketPermissionDenied, SshTexts.SocketForbidden(path, node, user));

    public static SourceFailureException Refused(NodeName node, string path) =>
        new(FailureKind.SocketRefused, SshTexts.SocketRefused(path, node));

    public static SourceFailureException RelayMissing(NodeName node) =>
        new(FailureKind.RelayMissing, SshTexts.RelayMissing(node));
}
