namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>
/// The paths that HAProxy gets with <c>-f</c>. A folder means its files <c>*.cfg</c>, in the order of their names' bytes.
/// </summary>
public static class ConfigurationFilePath
{
    /// <summary>
    /// True if the path ends with <c>/</c> or <c>.d</c>, or its last part has no dot. The program that reads the setting can't look at the
    /// node, so the name alone decides.
    /// </summary>
    public static bool IsFolder(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.Length == 0
            || !name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".d", StringComparison.Ordinal);
    }

    /// <summary>The path as a command prints it: the file, or the pattern of the folder's files.</summary>
    public static string Pattern(string path) => IsFolder(path) ? $"{path.TrimEnd('/')}/*.cfg" : path;

    /// <summary>True if the file is the path itself, or is in the folder.</summary>
    public static bool Covers(string path, string file) =>
        IsFolder(path)
            ? file.StartsWith($"{path.TrimEnd('/')}/", StringComparison.Ordinal)
                && file.EndsWith(".cfg", StringComparison.Ordinal)
            : file.Equals(path, StringComparison.Ordinal);
}
