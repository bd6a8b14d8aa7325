namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// The rule for socket paths: absolute, at most 107 bytes (the kernel's limit), and only characters that no shell and no relay
/// tool reads as anything but themselves. So the path may stand unquoted in a remote command line.
/// </summary>
public static class UnixSocketPath
{
    public const int MaxLength = 107;

    /// <summary>What is wrong with the path, in words; null when it is fine.</summary>
    public static string? Problem(string? path) =>
        path switch
        {
            null or "" => "A socket path is required, for example /run/haproxy/admin.sock.",
            _ when path[0] != '/' => "A socket path must be absolute, for example /run/haproxy/admin.sock.",
            _ when path[^1] == '/' => "A socket path must name a socket, not a folder.",
            _ when path.Length > MaxLength => $"A socket path has at most {MaxLength} characters.",
            _ when !path.All(IsAllowed) => "A socket path may hold letters, digits, '/', '.', '_' and '-' only.",
            _ when path.Split('/').Contains("..") => "A socket path must not hold '..'.",
            _ => null,
        };

    /// <exception cref="ArgumentException">The path breaks the rule.</exception>
    public static string Require(string path) =>
        Problem(path) is { } problem ? throw new ArgumentException(problem, nameof(path)) : path;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
