using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.Shared;

/// <summary>A node's state as <c>kubectl get nodes</c> spells it.</summary>
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
