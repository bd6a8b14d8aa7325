using HaDashboard.Core.Inventory;
using HaDashboard.Core.Kubernetes;

namespace HaDashboard.Components.Shared;

/// <summary>Addresses within the dashboard; every part from outside is escaped.</summary>
internal static class Links
{
    internal static string Node(NodeName node) => $"/nodes/{Uri.EscapeDataString(node.Value)}";

    internal static string Pod(Pod pod) => $"/pods/{Uri.EscapeDataString(pod.Namespace)}/{Uri.EscapeDataString(pod.Name)}";
}
