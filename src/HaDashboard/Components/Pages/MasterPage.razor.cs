using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Components.Transitions;
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

    // Green only when the probes of all four processes are current and succeed.
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
                return "The processes are not probed. Only the status of the pods and of HAProxy is known.";
            }

            var states = ControlPlaneComponents.All.Select(component =>
                (component, Probe: ProbeWord.Of(View.Snapshot, Master!, component))
            );
            return string.Join(" · ", states.Select(s => $"{Short(s.component)} {s.Probe?.Word ?? "not probed"}"));
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
                Level.Unknown => ("Unknown", "There is not enough current data."),
                Level.Down => ("No further impact", "The control plane is already down."),
                _ when tolerance.EtcdUnknown > 0 => ("Unknown", "The state of etcd is unknown."),
                _ when IsLostAlready => ("No further impact", "Its apiserver and its etcd member are already failing."),
                _ when tolerance.Remaining > 0 => (
                    "The API stays available",
                    $"etcd keeps its quorum. Current failure tolerance: {Masters(tolerance.Remaining)}."
                ),
                _ => (
                    "The control plane can go down",
                    "etcd would lose its quorum, or no serving apiserver would be left."
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
                || (
                    Column is { } column
                    && t.Subject.ToString().EndsWith($"/{column.ServerName}", StringComparison.Ordinal)
                )
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
        lease.Holder is null ? "no leader" : $"leader {lease.HolderHost}{TransitionsText(lease.Transitions)}";

    private static string TransitionsText(int? transitions) =>
        transitions switch
        {
            null => "",
            1 => ", 1 leader change",
            _ => $", {transitions} leader changes",
        };

    private static string Masters(int number) => number == 1 ? "1 master" : $"{number} masters";

    private string PodIcon(Pod pod) =>
        !PodsFresh ? "? was"
        : pod.IsReady ? "✓"
        : "▼";

    private Tone PodTone(Pod pod) =>
        !PodsFresh ? Tone.Stale
        : pod.IsReady ? Tone.Ok
        : Tone.Bad;

    private static string Termination(Pod? pod)
    {
        if (pod?.Containers.Select(c => c.LastTermination).FirstOrDefault(t => t is not null) is not { } last)
        {
            return "";
        }

        var code = last.ExitCode is { } exit ? $"exit code {exit}" : null;
        var time = last.FinishedAt is { } at ? $"{at:yyyy-MM-dd HH:mm} UTC" : null;
        return string.Join(", ", new[] { last.Reason ?? "terminated", code, time }.OfType<string>());
    }
}
