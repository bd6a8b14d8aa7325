namespace HaDashboard.Configuration;

/// <summary>A file and the configuration key that names it, so that an error about the file names the key to change.</summary>
/// <param name="Key">The full path of the key; for a default file, the full path of the key to set.</param>
public sealed record FileSetting(string Path, string Key)
{
    internal static FileSetting? Read(SettingsReader reader, string name) =>
        reader.Text(name) is { } path ? new FileSetting(path, reader.KeyOf(name)) : null;

    /// <summary>Adds a problem if this account cannot open the file for reading.</summary>
    internal void MustBeReadable(SettingsProblems problems)
    {
        try
        {
            using var stream = File.OpenRead(Path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(
                Key,
                exception switch
                {
                    FileNotFoundException or DirectoryNotFoundException => $"the file {Path} does not exist",
                    UnauthorizedAccessException when Directory.Exists(Path) => $"{Path} is a folder",
                    UnauthorizedAccessException =>
                        $"the file {Path} cannot be read by this account ({Environment.UserName})",
                    _ => $"the file {Path} cannot be read",
                },
                "Name a file this account can read"
            );
        }
    }
}
