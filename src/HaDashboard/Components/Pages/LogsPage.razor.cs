using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

/// <summary>The logs of several of the control plane's static pods as one.</summary>
public sealed partial class LogsPage : ComponentBase
{
    // A stream each, to the API and from there to a kubelet: enough for four components of five masters.
    private const int MostLogs = 20;

    private IReadOnlyList<PodLog> _chosen = [];

    [CascadingParameter]
    public required ClusterView View { get; set; }

    /// <summary>Separated by commas; none: the apiservers.</summary>
    [SupplyParameterFromQuery(Name = "component")]
    public string? Component { get; set; }

    /// <summary>Separated by commas; none: every master.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string[] Masters => [.. View.Snapshot.Nodes.Where(node => node.IsMaster).Select(node => node.Name.Value)];

    private string[] Components =>
        Component is null
            ? [ControlPlaneComponent.ApiServer.Id()]
            : Component.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private string[] Nodes => Node is null ? Masters : Node.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>By the place among all of the control plane's pods: twelve, on three masters, and twelve colours.</summary>
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

    // The same list while nothing else is chosen: a new one would open every stream anew.
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
