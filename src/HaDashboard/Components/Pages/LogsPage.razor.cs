using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

/// <summary>The merged logs of several static pods of the control plane.</summary>
public sealed partial class LogsPage : ComponentBase
{
    // Each log is a stream to the API and from there to a kubelet. 20 are enough for four components on five masters.
    private const int MostLogs = 20;

    private IReadOnlyList<PodLog> _chosen = [];

    [CascadingParameter]
    public required ClusterView View { get; set; }

    /// <summary>The components, separated by commas; null for the apiservers.</summary>
    [SupplyParameterFromQuery(Name = "component")]
    public string? Component { get; set; }

    /// <summary>The nodes, separated by commas; null for every master.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private Message NoLog =>
        View.Snapshot.Kubernetes.Pods.Value is null ? PageTexts.NoPodDataForLogs : PageTexts.SelectLogs;

    private string[] Masters => [.. View.Snapshot.Nodes.Where(node => node.IsMaster).Select(node => node.Name.Value)];

    private string[] Components =>
        Component is null
            ? [ControlPlaneComponent.ApiServer.Id()]
            : Component.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private string[] Nodes => Node is null ? Masters : Node.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// The index of each log among all control plane pods, so that a pod keeps its colour. There are twelve colours, for the twelve pods of
    /// three masters.
    /// </summary>
    private IReadOnlyList<int> Colours
    {
        get
        {
            string[] all =
            [
                .. (View.Snapshot.Kubernetes.Pods.Value?.Values ?? [])
                    .Where(pod => pod.Component is not null)
                    .Select(pod => pod.Key),
            ];
            return [.. _chosen.Select(log => Array.IndexOf(all, $"{log.Namespace}/{log.Pod}"))];
        }
    }

    // The same list as long as the selection is the same. A new list would reopen every stream.
    private IReadOnlyList<PodLog> Chosen
    {
        get
        {
            var (components, nodes) = (Components, Nodes);
            PodLog[] next =
            [
                .. (View.Snapshot.Kubernetes.Pods.Value?.Values ?? [])
                    .Where(pod =>
                        pod is { Component: { } component, Node: { } node }
                        && components.Contains(component.Id())
                        && nodes.Contains(node.Value)
                        && pod.Containers.Length > 0
                    )
                    .Take(MostLogs)
                    .Select(pod => new PodLog(pod.Namespace, pod.Name, pod.Containers[^1].Name, pod.Node?.Value)),
            ];
            return _chosen.SequenceEqual(next) ? _chosen : _chosen = next;
        }
    }

    private void Choose(string key, string[] before, string value, bool chosen) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(
                key,
                string.Join(',', chosen ? [.. before, value] : before.Where(other => other != value))
            ),
            replace: true
        );
}
