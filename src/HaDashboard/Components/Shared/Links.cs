using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Components.Shared;

/// <summary>URLs of the dashboard. Every part that comes from outside is escaped.</summary>
internal static class Links
{
    internal static string Node(NodeName node) => $"/nodes/{Uri.EscapeDataString(node.Value)}";

    /// <param name="server">The row of the backend to show; null for no row.</param>
    internal static string Backend(string proxy, string? server = null)
    {
        var row = server is null ? "" : $"#{Uri.EscapeDataString(server)}";
        return $"/backends/{Uri.EscapeDataString(proxy)}{row}";
    }

    internal static string Reload(string id) => $"/reloads/{Uri.EscapeDataString(id)}";

    /// <param name="other">The node to compare with; null: the page chooses.</param>
    internal static string Config(NodeName node, NodeName? other = null)
    {
        var right = other is null ? "" : $"&right={Uri.EscapeDataString(other.Value)}";
        return $"/config?left={Uri.EscapeDataString(node.Value)}{right}";
    }

    internal static string Master(NodeName node) => $"/masters/{Uri.EscapeDataString(node.Value)}";

    internal static string Pod(Pod pod) =>
        $"/pods/{Uri.EscapeDataString(pod.Namespace)}/{Uri.EscapeDataString(pod.Name)}";
}
