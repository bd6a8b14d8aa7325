using System.Globalization;
using HaDashboard.Adapters.Sources;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>The cluster of a kubeconfig's context: its name, and the address of its API.</summary>
/// <param name="Cluster">null if the file has none.</param>
/// <param name="Server">null if the file has none, or if it is no address.</param>
public sealed record KubeconfigNames(string? Cluster, Uri? Server)
{
    private static readonly KubeconfigNames None = new(null, null);

    /// <summary>Reads the file. What can't be read is null: the connection with the same file reports why.</summary>
    /// <param name="context">null for the current one.</param>
    public static KubeconfigNames Read(string path, string? context)
    {
        try
        {
            return Of(YamlScalars.Of(File.ReadAllText(path)), context);
        }
        catch (Exception e) when (e is MalformedTextException or IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    private static KubeconfigNames Of(IReadOnlyDictionary<string, string> file, string? context)
    {
        var chosen = context ?? file.GetValueOrDefault("current-context");
        return
            Entry(file, "contexts", chosen) is { } place
            && file.GetValueOrDefault($"{place}/context/cluster") is { } cluster
            ? new KubeconfigNames(
                cluster,
                Entry(file, "clusters", cluster) is { } entry
                && Uri.TryCreate(file.GetValueOrDefault($"{entry}/cluster/server"), UriKind.Absolute, out var server)
                    ? server
                    : null
            )
            : None;
    }

    /// <summary>The path of the list's entry with that name.</summary>
    private static string? Entry(IReadOnlyDictionary<string, string> file, string list, string? name)
    {
        for (var i = 0; name is not null; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{list}/{i}");
            if (!file.TryGetValue($"{place}/name", out var found))
            {
                return null;
            }

            if (found.Equals(name, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return null;
    }
}
