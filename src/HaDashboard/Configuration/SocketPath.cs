namespace HaDashboard.Configuration;

/// <summary>
/// Paths on nodes: they stand unquoted in a remote command line, so they may hold nothing that a shell or a relay reads as more than itself.
/// </summary>
internal static class SocketPath
{
    /// <summary>What is wrong with it, to be read after the path; null when it is fine.</summary>
    internal static string? Problem(string path) =>
        path switch
        {
            _ when path[0] != '/' => "is not an absolute path",
            _ when path[^1] == '/' => "names a folder",
            _ when path.Length > 107 => "is longer than the 107 characters a socket path may have",
            _ when !path.All(IsAllowed) => "holds other characters than letters, digits, '/', '.', '_' and '-'",
            _ when path.Split('/').Contains("..") => "holds '..'",
            _ => null,
        };

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
