using HaDashboard.Configuration;

namespace HaDashboard.Starting;

/// <summary>The folder of what a restart must not lose: the keys of the cookies, and who is signed in. For this account alone.</summary>
internal static class KeyFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <returns>null where it can't be used; <paramref name="problems"/> then says why.</returns>
    public static DirectoryInfo? Create(DashboardSettings settings, SettingsProblems problems)
    {
        var path = Path.GetFullPath(
            settings.Access.KeyFolder ?? Path.Combine(Path.GetDirectoryName(settings.Audit.File)!, "keys")
        );
        try
        {
            // Whoever reads a key signs in as anybody: a folder that was made too open is closed again.
            var folder = Directory.CreateDirectory(path);
            if (!OperatingSystem.IsWindows())
            {
                folder.UnixFileMode = OwnerOnly;
            }

            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                "HaDashboard:Access:KeyFolder",
                $"the folder {path} can't be written by this account ({Environment.UserName})",
                "Name a folder of its own, for example data/keys"
            );
            return null;
        }
    }
}
