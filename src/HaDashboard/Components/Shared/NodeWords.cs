using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.Shared;

/// <summary>The state of a node in the words of <c>kubectl get nodes</c>.</summary>
internal static class NodeWords
{
    internal static string Ready(Node node) =>
        node.Ready switch
        {
            true => "Ready",
            false => "NotReady",
            _ => "Unknown",
        };

    internal static string Status(Node node) => node.Unschedulable ? $"{Ready(node)}, cordoned" : Ready(node);
}
