using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

public sealed partial class NodePage : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    private NodeState? Node => View.Snapshot.Node(Name);

    private Tone Tone =>
        Node?.HaProxy switch
        {
            { Failure: not null } => Tone.Bad,
            { IsFresh: true, Value: { } reading }
                when reading.Find(View.Snapshot.Inventory.ApiBackend)?.Servers.All(s => s.IsProvenUp) == true =>
                Tone.Ok,
            { IsFresh: true } => Tone.Warn,
            _ => Tone.Stale,
        };

    private string Sentence
    {
        get
        {
            var backend = View.Snapshot.Inventory.ApiBackend;
            return Node?.HaProxy switch
            {
                { Freshness: Freshness.Never, Failure: null } => "Waiting for the first HAProxy data.",
                { Freshness: Freshness.Never } => "No HAProxy data yet. The state of its servers is unknown.",
                { Freshness: Freshness.Stale } => "HAProxy data is stale. The current state of its servers is unknown.",
                { Value: { } reading } when reading.Find(backend) is { } proxy =>
                    $"HAProxy sends requests to {InRotation(proxy)} of {proxy.Servers.Length} servers in {backend}.",
                _ => $"HAProxy has no backend {backend}.",
            };
        }
    }

    private string NotInKubernetes =>
        View.Snapshot.Kubernetes.Nodes.IsFresh
            ? "This node is not in the Kubernetes API."
            : "No current data from the Kubernetes API.";

    private string PodsFreshness =>
        View.Snapshot.Kubernetes.Pods.Freshness switch
        {
            Freshness.Fresh => "according to the Kubernetes API",
            Freshness.Stale => "stale, last update from the Kubernetes API",
            _ => "no data from the Kubernetes API yet",
        };

    private DateTimeOffset? PodsUpdate =>
        View.Snapshot.Kubernetes.Pods is { Freshness: Freshness.Stale, ObservedAt: var at } ? at : null;

    private static int InRotation(Proxy proxy) => proxy.Servers.Count(server => server.TakesTraffic);

    private IEnumerable<Pod> Pods =>
        (View.Snapshot.Kubernetes.Pods.Value?.Values ?? []).Where(pod => pod.Node == Node?.Name);

    private IEnumerable<ReloadRecord> Reloads =>
        View
            .Snapshot.Reloads.Where(reload => reload.Of(Node!.Name) is not null)
            .Take(3)
            .Select(reload => reload with { Nodes = [reload.Of(Node!.Name)!] });
}
