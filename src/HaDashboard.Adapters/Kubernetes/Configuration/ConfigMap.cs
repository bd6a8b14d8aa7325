using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>Reads one ConfigMap by its name: the right to list ConfigMaps would allow reading all of them.</summary>
internal static class ConfigMap
{
    internal static ApiRequest Request(string @namespace, string name) =>
        new(
            "get",
            $"configmap {name} in {@namespace}",
            $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/configmaps/{name}"
        );

    /// <summary>The scalars of the YAML document under one key, by their paths.</summary>
    /// <exception cref="SourceFailureException">The ConfigMap can't be read, or is not YAML.</exception>
    internal static async Task<IReadOnlyDictionary<string, string>> ScalarsAsync(
        ApiRoute route,
        string @namespace,
        string name,
        string key,
        Deadline deadline
    )
    {
        var map = await route.Current.GetAsync(Request(@namespace, name), deadline);
        try
        {
            return YamlScalars.Of(
                map.Member("data").Member(key).Text() ?? throw new FormatException($"it has no {key}")
            );
        }
        catch (FormatException e)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                $"The ConfigMap {name} can't be read: {e.Message}.",
                e
            );
        }
    }
}
