using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

public sealed partial class MasterPage : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    private NodeState? Master => View.Snapshot.Node(Name) is { IsMaster: true } master ? master : null;

    private MatrixColumn? Column => View.Matrix.FirstOrDefault(column => column.Master == Master?.Name);

    private bool PodsFresh => View.Snapshot.Kubernetes.Pods.IsFresh;

    private IReadOnlyList<ProbeWord> Probes =>
        [
            .. ControlPlaneComponents
                .All.Select(component => ProbeWord.Of(View.Snapshot, Master!, component))
                .OfType<ProbeWord>(),
        ];

    // Green only when all four processes were asked just now and are well.
    private Tone HeroTone =>
        Probes switch
        {
            { Count: 0 } => Tone.Stale,
            var probes when probes.Any(p => p.Tone is Tone.Bad) => Tone.Bad,
            { Count: 4 } probes when probes.All(p => p.Tone is Tone.Ok) => Tone.Ok,
            var probes when probes.Any(p => p.Tone is Tone.Warn) => Tone.Warn,
            _ => Tone.Stale,
        };

    private string Sentence
    {
        get
        {
            if (Probes.Count == 0)
            {
                return "Its processes are not asked: only what its pods and the HAProxys say is known.";
            }

            var said = ControlPlaneComponents.All.Select(component =>
                (component, Probe: ProbeWord.Of(View.Snapshot, Master!, component))
            );
            return string.Join(" · ", said.Select(s => $"{Short(s.component)} {s.Probe?.Word ?? "not asked"}"));
        }
    }

    private (string Headline, string Explanation) IfLost
    {
        get
        {
            var tolerance = View.Diagnosis.Tolerance;
            var level = View.Verdict.Level;
            return level switch
            {
                Level.Unknown => ("Unknown", "Too little is known just now."),
                Level.Down => ("It is down already", "The control plane does not serve now."),
                _ when tolerance.EtcdUnknown > 0 => ("Unknown", "The state of etcd is not known now."),
                _ when IsLostAlready => ("Nothing more is lost", "It does not carry anything now."),
                _ when tolerance.Remaining > 0 => (
                    "The cluster goes on",
                    $"It stands {tolerance.Remaining} more {(tolerance.Remaining == 1 ? "loss" : "losses")}; etcd keeps its quorum."
                ),
                _ => (
                    "The control plane goes down",
                    "etcd would lose its quorum, or the last apiserver would be gone."
                ),
            };
        }
    }

    private bool IsLostAlready =>
        (Column is { IsDown: true } || Master!.ApiServer.IsKnownFailing())
        && ProbeWord.Of(View.Snapshot, Master!, ControlPlaneComponent.Etcd) is { Tone: Tone.Bad };

    private List<TransitionLine> Lines =>
        TransitionLine.Of(
            View.Snapshot.Transitions.Where(t =>
                t.Node == Master?.Name
                || (Column is { } column && t.Subject.EndsWith($"/{column.ServerName}", StringComparison.Ordinal))
            ),
            15
        );

    private static string Short(ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => "etcd",
            ControlPlaneComponent.ApiServer => "apiserver",
            ControlPlaneComponent.ControllerManager => "controller-manager",
            _ => "scheduler",
        };

    private string? Detail(NodeState master, ControlPlaneComponent component, ProbeWord? probe)
    {
        var failure = component switch
        {
            ControlPlaneComponent.Etcd => master.Etcd.Failure,
            ControlPlaneComponent.ApiServer => master.ApiServer.Failure,
            ControlPlaneComponent.ControllerManager => master.ControllerManager.Failure,
            _ => master.Scheduler.Failure,
        };
        var lease = LeaseOf(component);
        var version = component switch
        {
            ControlPlaneComponent.Etcd => master.Etcd.Value?.Version,
            ControlPlaneComponent.ApiServer => master.ApiServer.Value?.Version,
            _ => null,
        };
        return string.Join(
            " · ",
            (
                (string?[])
                    [
                        failure?.Message ?? probe?.Detail,
                        version,
                        lease is null ? null : LeaseWords(lease),
                        component is ControlPlaneComponent.ApiServer ? RequestWords.Of(master.ApiServerRequests) : null,
                    ]
            ).OfType<string>()
        );
    }

    private Lease? LeaseOf(ControlPlaneComponent component) =>
        component is ControlPlaneComponent.ControllerManager or ControlPlaneComponent.Scheduler
            ? View.Snapshot.Kubernetes.LeaseOf(component)
            : null;

    private static string LeaseWords(Lease lease) =>
        lease.Holder is null
            ? "nobody leads"
            : $"{lease.HolderHost} leads{(lease.Transitions is { } n ? $", {n} {(n == 1 ? "transition" : "transitions")}" : "")}";

    private Tone PodTone(Pod pod) =>
        !PodsFresh ? Tone.Stale
        : pod.IsReady ? Tone.Ok
        : Tone.Bad;

    private static string Termination(Pod? pod) =>
        pod?.Containers.Select(c => c.LastTermination).FirstOrDefault(t => t is not null) is { } last
            ? $"{last.Reason ?? "ended"}{(last.ExitCode is { } code ? $", exit code {code}" : "")}{(last.FinishedAt is { } at ? $", {at:yyyy-MM-dd HH:mm} UTC" : "")}"
            : "";
}
