namespace HaDashboard.Simulation.Kubernetes;

/// <summary>A kind of object that the API serves.</summary>
internal sealed record ResourceKind(string Kind, string ApiVersion, string Plural, bool Namespaced)
{
    public static readonly ResourceKind Node = new("Node", "v1", "nodes", false);
    public static readonly ResourceKind Pod = new("Pod", "v1", "pods", true);
    public static readonly ResourceKind Event = new("Event", "v1", "events", true);
    public static readonly ResourceKind Lease = new("Lease", "coordination.k8s.io/v1", "leases", true);

    public static readonly ResourceKind ConfigMap = new("ConfigMap", "v1", "configmaps", true);

    public static readonly ResourceKind[] All = [Node, Pod, Event, Lease, ConfigMap];

    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";

    public string Root => Group.Length == 0 ? "/api/v1" : $"/apis/{ApiVersion}";

    public static ResourceKind Of(string kind) => All.First(candidate => candidate.Kind == kind);
}

/// <summary>The target of a request path: a collection or one object of it.</summary>
internal sealed record ResourcePath(ResourceKind Kind, string? Namespace, string? Name, string? Subresource = null)
{
    public static ResourcePath? Parse(string path)
    {
        foreach (var kind in ResourceKind.All)
        {
            if (!path.StartsWith(kind.Root + "/", StringComparison.Ordinal))
            {
                continue;
            }

            var found = path[(kind.Root.Length + 1)..].Split('/') switch
            {
                [var plural] when plural == kind.Plural => new ResourcePath(kind, null, null),
                [var plural, var name] when plural == kind.Plural && !kind.Namespaced => new ResourcePath(
                    kind,
                    null,
                    name
                ),
                ["namespaces", var ns, var plural] when plural == kind.Plural && kind.Namespaced => new ResourcePath(
                    kind,
                    ns,
                    null
                ),
                ["namespaces", var ns, var plural, var name] when plural == kind.Plural && kind.Namespaced =>
                    new ResourcePath(kind, ns, name),
                ["namespaces", var ns, "pods", var name, "log"] when kind == ResourceKind.Pod => new ResourcePath(
                    kind,
                    ns,
                    name,
                    "log"
                ),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The resource as RBAC names it.</summary>
    public string Resource => Subresource is null ? Kind.Plural : $"{Kind.Plural}/{Subresource}";

    public bool Contains(StoredObject candidate) => Namespace is null || candidate.Namespace == Namespace;
}
