using k8s;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>
/// Answers of a kube-apiserver v1.20.2, without the managedFields; <c>failed-pods.json</c> is written by hand after public reports.
/// </summary>
internal static class KubernetesFixture
{
    public static T List<T>(string file) => KubernetesJson.Deserialize<T>(Read(file));

    public static string Read(string file) =>
        File.ReadAllText(Path.Combine(Root(), "tests", "Fixtures", "kubernetes", file));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HaDashboard.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("HaDashboard.sln is in no folder above.");
        }

        return folder.FullName;
    }
}
