namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>
/// Validates socket paths. A path must be absolute, have at most 107 bytes (the kernel's limit), and contain only characters that have no
/// special meaning for a shell or a relay tool. So it can be written into a remote command line without quotes.
/// </summary>
public static class UnixSocketPath
{
    public const int MaxLength = 107;

    /// <summary>A message that says what is wrong with the path; null if it is valid.</summary>
    public static string? Problem(string? path) =>
        path switch
        {
            null or "" => "A socket path is required, for example /run/haproxy/admin.sock.",
            _ when path[0] != '/' => "A socket path must be absolute, for example /run/haproxy/admin.sock.",
            _ when path[^1] == '/' => "A socket path must name a socket, not a folder.",
            _ when path.Length > MaxLength => $"A socket path must have at most {MaxLength} characters.",
            _ when !path.All(IsAllowed) => "A socket path must contain only letters, digits, '/', '.', '_' and '-'.",
            _ when path.Split('/').Contains("..") => "A socket path must not contain '..'.",
            _ => null,
        };

    /// <summary>Returns the path if it is valid.</summary>
    /// <exception cref="ArgumentException">The path is not valid.</exception>
    public static string Require(string path) =>
        Problem(path) is { } problem ? throw new ArgumentException(problem, nameof(path)) : path;

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-';
}
