using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;
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
                { Freshness: Freshness.Never, Failure: null } => "Waiting for its first answer.",
                { Freshness: Freshness.Never } => "Its HAProxy was never heard: what it sees is unknown.",
                { Freshness: Freshness.Stale } => "What its HAProxy sees now is unknown.",
                { Value: { } reading } when reading.Find(backend) is { } proxy =>
                    $"Its HAProxy sends requests to {proxy.Servers.Count(s => s.TakesTraffic)} of {proxy.Servers.Length} servers of {backend}.",
                _ => $"Its HAProxy has no backend {backend}.",
            };
        }
    }

    private string PodsSaid =>
        View.Snapshot.Kubernetes.Pods.Freshness switch
        {
            Freshness.Fresh => "as the API tells",
            Freshness.Stale => "as the API last told",
            _ => "the API has not told",
        };

    private IEnumerable<Pod> Pods =>
        (View.Snapshot.Kubernetes.Pods.Value?.Values ?? []).Where(pod => pod.Node == Node?.Name);

    private IEnumerable<ReloadRecord> Reloads =>
        View
            .Snapshot.Reloads.Where(reload => reload.Of(Node!.Name) is not null)
            .Take(3)
            .Select(reload => reload with { Nodes = [reload.Of(Node!.Name)!] });
}
