using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>What the API holds of a pod beyond what is watched, secrets masked.</summary>
/// <param name="Facts">Labelled values: QoS class, service account, priority…</param>
/// <param name="Yaml">The object as YAML, without managedFields.</param>
/// <param name="IsYamlCut">It was longer than what is kept.</param>
public sealed record PodDetails(
    ImmutableArray<ContainerDetails> Containers,
    ImmutableArray<KeyValuePair<string, string>> Facts,
    string Yaml,
    bool IsYamlCut,
    DateTimeOffset ReadAt
);

/// <param name="CommandLine">Command and arguments, secrets masked.</param>
/// <param name="Environment">A variable's name and where its value is from; never a value.</param>
public sealed record ContainerDetails(
    string Name,
    bool IsInit,
    string? Image,
    ImmutableArray<string> CommandLine,
    ImmutableArray<ContainerResource> Resources,
    ImmutableArray<ContainerMount> Mounts,
    ImmutableArray<KeyValuePair<string, string>> Environment
);

/// <param name="Name"><c>cpu</c>, <c>memory</c>…</param>
public sealed record ContainerResource(string Name, string? Request, string? Limit);

/// <param name="Source">What is mounted: <c>hostPath /etc/kubernetes/pki</c>, <c>secret etcd-certs</c> (its name).</param>
public sealed record ContainerMount(string Path, string Source, bool ReadOnly);
