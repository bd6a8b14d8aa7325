using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>
/// Ends the processes that a run of a plugin left behind. A process whose parent has ended is no longer in the plugin's process tree; it is
/// found by a variable of its environment.
/// </summary>
internal static class ProcessesOfRun
{
    public const string Variable = "HADASHBOARD_EXEC_RUN";

    public static void Kill(string run)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // without /proc only the process tree is known
        }

        var mark = Encoding.ASCII.GetBytes($"{Variable}={run}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && HasMark(folder, mark)
            )
            {
                Kill(id);
            }
        }
    }

    private static bool HasMark(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes($"{folder}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another account's process, or it has ended
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // The process has ended.
        }
    }
}
