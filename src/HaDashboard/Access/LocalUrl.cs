namespace HaDashboard.Access;

/// <summary>The address after the sign-in. Only addresses of this program are accepted.</summary>
internal static class LocalUrl
{
    internal static string OrHome(string? url) => url is not null && IsLocal(url) ? url : "/";

    // One slash and a path. A browser reads "//host" and "/\host" as another host, and it removes tabs and line breaks first.
    private static bool IsLocal(string url) =>
        url.Length > 0
        && url[0] == '/'
        && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.Any(char.IsControl)
        && !url.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase);
}
