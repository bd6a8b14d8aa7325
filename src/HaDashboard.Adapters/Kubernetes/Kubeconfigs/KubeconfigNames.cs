namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>The cluster of a kubeconfig's context: its name, and the address of its API.</summary>
/// <param name="Cluster">null if the file has none.</param>
/// <param name="Server">null if the file has none, or if it is no address.</param>
public sealed record KubeconfigNames(string? Cluster, Uri? Server)
{
    private const int Largest = 3 * 1024 * 1024;

    /// <summary>Reads the file. What can't be read is null: <see cref="KubeconfigFileCheck"/> says what is wrong.</summary>
    /// <param name="context">null for the current one.</param>
    public static KubeconfigNames Read(string path, string? context)
    {
        try
        {
            return Of(YamlSection.Parse(KubeconfigFiles.Read(Path.GetFullPath(path), "", Largest)), context);
        }
        catch (KubeconfigException)
        {
            return new KubeconfigNames(null, null);
        }
    }

    private static KubeconfigNames Of(YamlSection file, string? context)
    {
        var cluster = Entry(file, "contexts", context ?? file.Text("current-context"))
            ?.Section("context")
            ?.Text("cluster");
        var server = Entry(file, "clusters", cluster)?.Section("cluster")?.Text("server");
        return new KubeconfigNames(cluster, Uri.TryCreate(server, UriKind.Absolute, out var url) ? url : null);
    }

    private static YamlSection? Entry(YamlSection file, string list, string? name) =>
        name is null
            ? null
            : file.List(list).FirstOrDefault(item => string.Equals(item.Text("name"), name, StringComparison.Ordinal));
}
