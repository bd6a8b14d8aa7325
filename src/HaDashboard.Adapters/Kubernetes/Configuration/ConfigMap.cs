using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Configuration;

/// <summary>Reads one ConfigMap by its name: the right to list ConfigMaps would allow reading all of them.</summary>
internal static class ConfigMap
{
    internal static ApiRequest Request(string @namespace, string name) =>
        new(
            "get",
            ApiRequest.ResourceIn(@namespace, $"configmap {name}"),
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
                map.Member("data").Member(key).Text()
                    ?? throw new MalformedTextException(KubernetesAdapterTexts.ConfigMapKeyMissing(key))
            );
        }
        catch (MalformedTextException e)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                KubernetesAdapterTexts.ConfigMapUnreadable(name, e.Problem),
                e
            );
        }
    }
}
