using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
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

    private Message Sentence
    {
        get
        {
            var backend = View.Snapshot.Inventory.ApiBackend;
            return Node?.HaProxy switch
            {
                { Freshness: Freshness.Never, Failure: null } => PageTexts.WaitingForHaProxy,
                { Freshness: Freshness.Never } => PageTexts.NoHaProxyData,
                { Freshness: Freshness.Stale } => PageTexts.HaProxyDataStale,
                { Value: { } reading } when reading.Find(backend) is { } proxy => PageTexts.ServersInRotation(
                    InRotation(proxy),
                    proxy.Servers.Length,
                    backend
                ),
                _ => PageTexts.NoBackend(backend),
            };
        }
    }

    private Message NotInKubernetes =>
        View.Snapshot.Kubernetes.Nodes.IsFresh ? PageTexts.NodeNotInApi : PageTexts.NoCurrentApiData;

    private RenderFragment PodsFreshness => ApiFreshness.Of(View.Snapshot.Kubernetes.Pods, SharedTexts.AccordingToApi);

    private static Message RoleAt(NodeState node) =>
        node.IsMaster ? PageTexts.MasterAt(node.Config.Address) : PageTexts.WorkerAt(node.Config.Address);

    private Message StatusOf(Node node) =>
        View.Snapshot.Kubernetes.Nodes.IsFresh ? NodeWords.Status(node) : SharedTexts.Was(NodeWords.Status(node));

    /// <summary>The command that the values below come from.</summary>
    private static string SourceOf(NodeState node, string command) =>
        node.HaProxy.IsFresh ? command : PageTexts.StaleSource(command);

    private static int InRotation(Proxy proxy) => proxy.Servers.Count(server => server.TakesTraffic);

    private IEnumerable<Pod> Pods =>
        (View.Snapshot.Kubernetes.Pods.Value?.Values ?? []).Where(pod => pod.Node == Node?.Name);

    private IEnumerable<ReloadRecord> Reloads =>
        View
            .Snapshot.Reloads.Where(reload => reload.Of(Node!.Name) is not null)
            .Take(3)
            .Select(reload => reload with { Nodes = [reload.Of(Node!.Name)!] });
}
