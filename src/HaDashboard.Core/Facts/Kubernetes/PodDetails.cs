using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>Details of a pod that are read on demand and not watched, with secrets masked.</summary>
/// <param name="Facts">Labelled values: QoS class, service account, priority…</param>
/// <param name="Yaml">The object as YAML, without managedFields.</param>
/// <param name="IsYamlCut">True if the YAML was longer than the limit and was cut.</param>
public sealed record PodDetails(
    ImmutableArray<ContainerDetails> Containers,
    ImmutableArray<KeyValuePair<Message, Message>> Facts,
    string Yaml,
    bool IsYamlCut,
    DateTimeOffset ReadAt
);

/// <summary>Details of one container of a pod.</summary>
/// <param name="CommandLine">Command and arguments, with secrets masked.</param>
/// <param name="Environment">The name of each variable and the origin of its value; never the value.</param>
public sealed record ContainerDetails(
    string Name,
    bool IsInit,
    string? Image,
    ImmutableArray<string> CommandLine,
    ImmutableArray<ContainerResource> Resources,
    ImmutableArray<ContainerMount> Mounts,
    ImmutableArray<KeyValuePair<string, Message>> Environment
);

/// <summary>A resource request and limit of a container.</summary>
/// <param name="Name">The resource: <c>cpu</c>, <c>memory</c>…</param>
public sealed record ContainerResource(string Name, string? Request, string? Limit);

/// <summary>A volume that is mounted into a container.</summary>
/// <param name="Source">Kind and name of the volume: <c>hostPath /etc/kubernetes/pki</c>, <c>secret etcd-certs</c>.</param>
public sealed record ContainerMount(string Path, string Source, bool ReadOnly);
