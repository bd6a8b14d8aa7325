using System.Text;

namespace HaDashboard.Adapters.Tests.Simulation;

internal static class CapturedReplies
{
    public static string Read(string version, string name) =>
        File.ReadAllText(Path.Combine(Root(), "tests", "Fixtures", "haproxy", version, name + ".txt"), Encoding.Latin1);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "HaDashboard.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
