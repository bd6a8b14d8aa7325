namespace HaDashboard.Configuration;

/// <summary>
/// Checks paths on nodes. A path is used unquoted in a remote command line, so it may contain no character that a shell or a relay
/// interprets.
/// </summary>
internal static class SocketPath
{
    /// <summary>What is wrong with the path, as a phrase that follows it; null for a valid path.</summary>
    internal static string? Problem(string path) =>
        path switch
        {
            _ when path[0] != '/' => "is not an absolute path",
            _ when path[^1] == '/' => "is a folder",
            _ when path.Length > 107 => "is longer than 107 characters, the limit of a socket path",
            _ when !path.All(IsAllowed) => "contains characters other than letters, digits, '/', '.', '_' and '-'",
            _ when path.Split('/').Contains("..") => "contains '..'",
            _ => null,
        };

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
