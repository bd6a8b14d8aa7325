using HaDashboard.Configuration;

namespace HaDashboard.Starting;

/// <summary>The folder of the cookie keys and the session list, which must survive a restart. Only this account may read it.</summary>
internal static class KeyFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <returns>null if the folder cannot be used; the reason is then in <paramref name="problems"/>.</returns>
    public static DirectoryInfo? Create(DashboardSettings settings, SettingsProblems problems)
    {
        var path = Path.GetFullPath(
            settings.Access.KeyFolder ?? Path.Combine(Path.GetDirectoryName(settings.Audit.File)!, "keys")
        );
        try
        {
            // Anybody who can read a key can sign in as any user, so the permissions of an existing folder are restricted too.
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
                $"the folder {path} cannot be written by this account ({Environment.UserName})",
                "Name a separate folder, for example data/keys"
            );
            return null;
        }
    }
}
