namespace HaDashboard.Configuration;

/// <summary>A file and the key that names it, so that what is wrong with the file is told where it can be put right.</summary>
/// <param name="Key">The full path of the key, or of the one to set where the default is in force.</param>
public sealed record FileSetting(string Path, string Key)
{
    internal static FileSetting? Read(SettingsReader reader, string name) =>
        reader.Text(name) is { } path ? new FileSetting(path, reader.KeyOf(name)) : null;

    /// <summary>Complains where the file can't be opened for reading by this account.</summary>
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
                        $"the file {Path} can't be read by this account ({Environment.UserName})",
                    _ => $"the file {Path} can't be read",
                },
                "Name a file this account can read"
            );
        }
    }
}
