namespace HaDashboard.Access;

/// <summary>Where to go after the sign-in: within this program, whatever the link said.</summary>
internal static class LocalUrl
{
    internal static string OrHome(string? url) => url is not null && IsLocal(url) ? url : "/";

    // One slash and a path. "//host" and "/\host" are other hosts to a browser, and it drops tabs and line ends before it looks.
    private static bool IsLocal(string url) =>
        url.Length > 0
        && url[0] == '/'
        && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.Any(char.IsControl)
        && !url.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase);
}
