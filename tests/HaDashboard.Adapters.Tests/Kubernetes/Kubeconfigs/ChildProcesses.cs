namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>Counts processes by an argument that no other process has.</summary>
internal static class ChildProcesses
{
    /// <summary>An argument of <c>sleep</c> for about five minutes that is different in each test.</summary>
    public static string LongSleep() => $"300.{Random.Shared.Next(100_000_000, 999_999_999)}";

    public static int With(string argument) =>
        Directory.EnumerateDirectories("/proc").Count(folder => Has(folder, argument));

    private static bool Has(string folder, string argument)
    {
        try
        {
            return File.ReadAllText($"{folder}/cmdline").Split('\0').Skip(1).Contains(argument, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // not a process, or it has ended
        }
    }
}
