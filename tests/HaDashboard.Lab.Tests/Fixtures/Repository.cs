namespace HaDashboard.Lab.Tests.Fixtures;

internal static class Repository
{
    /// <summary>The folder of HaDashboard.sln.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "HaDashboard.sln")))
            {
                folder = folder.Parent
                    ?? throw new DirectoryNotFoundException("HaDashboard.sln is in no folder above.");
            }

            return folder.FullName;
        }
    }
}
