using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>A read request to the API, with the names that RBAC uses for it.</summary>
/// <param name="Verb"><c>get</c>, <c>list</c> or <c>watch</c>.</param>
/// <param name="Resource"><c>nodes</c>, or <c>pods in kube-system</c>.</param>
/// <param name="Path">Relative to the server's address, with the query.</param>
public sealed record ApiRequest(string Verb, Message Resource, string Path)
{
    /// <summary>Returns a more precise failure for an HTTP status and its reason; null where there is none.</summary>
    internal Func<int, string, Exception?>? Explain { get; init; }

    /// <summary><c>pods in kube-system</c>.</summary>
    internal static Message ResourceIn(string @namespace, string resource) =>
        KubernetesAdapterTexts.ResourceInNamespace(resource, Printable.Excerpt(@namespace, 253));

    public override string ToString() => $"{Verb} {Resource}";
}
