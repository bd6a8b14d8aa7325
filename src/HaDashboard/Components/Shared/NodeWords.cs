using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;

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

    internal static Message Status(Node node) =>
        node.Unschedulable ? SharedTexts.Cordoned(Ready(node)) : Message.Verbatim(Ready(node));
}
