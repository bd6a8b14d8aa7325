using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Inventory;
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
            { IsFresh: true } when !Lines.IsEmpty && Lines.All(line => line.Server.IsProvenUp) => Tone.Ok,
            { IsFresh: true } => Tone.Warn,
            _ => Tone.Stale,
        };

    private Message Sentence =>
        Node switch
        {
            { HasHaProxy: false } => PageTexts.NoHaProxyOnPurpose,
            { HaProxy: { Freshness: Freshness.Never, Failure: null } } => PageTexts.WaitingForHaProxy,
            { HaProxy.Freshness: Freshness.Never } => PageTexts.NoHaProxyData,
            { HaProxy.Freshness: Freshness.Stale } => PageTexts.HaProxyDataStale,
            _ when Lines.IsEmpty => PageTexts.NoApiBackend,
            _ => PageTexts.ServersInRotation(
                Lines.Count(line => line.Server.TakesTraffic),
                Lines.Length,
                string.Join(", ", View.Diagnosis.Map.BackendsOf(Node!.Name).Select(backend => backend.Name))
            ),
        };

    /// <summary>The servers of its API backends, without spare slots.</summary>
    private ImmutableArray<ApiServerLine> Lines =>
        Node is null
            ? []
            : [.. View.Diagnosis.Map.LinesOf(Node.Name).Where(line => line.Target is not LineTarget.SpareSlot)];

    private Message NotInKubernetes =>
        View.Snapshot.Kubernetes.Nodes.IsFresh ? PageTexts.NodeNotInApi : PageTexts.NoCurrentApiData;

    private RenderFragment PodsFreshness => ApiFreshness.Of(View.Snapshot.Kubernetes.Pods, SharedTexts.AccordingToApi);

    private static Message RoleAt(NodeState node) =>
        node.Config.Role switch
        {
            NodeRole.Master => PageTexts.MasterAt(node.Config.Address),
            NodeRole.LoadBalancer => PageTexts.LoadBalancerAt(node.Config.Address),
            _ => PageTexts.WorkerAt(node.Config.Address),
        };

    private Message StatusOf(Node node) =>
        View.Snapshot.Kubernetes.Nodes.IsFresh ? NodeWords.Status(node) : SharedTexts.Was(NodeWords.Status(node));

    /// <summary>The command that the values below come from.</summary>
    private static string SourceOf(NodeState node, string command) =>
        node.HaProxy.IsFresh ? command : PageTexts.StaleSource(command);

    private IEnumerable<Pod> Pods =>
        (View.Snapshot.Kubernetes.Pods.Value?.Values ?? []).Where(pod => pod.Node == Node?.Name);

    private IEnumerable<ReloadRecord> Reloads =>
        View
            .Snapshot.Reloads.Where(reload => reload.Of(Node!.Name) is not null)
            .Take(3)
            .Select(reload => reload with { Nodes = [reload.Of(Node!.Name)!] });
}
