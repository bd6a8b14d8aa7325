using System.Globalization;
using HaDashboard.Components.Masters;
using HaDashboard.Components.Shared;
using HaDashboard.Components.Transitions;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
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

    private Message Sentence
    {
        get
        {
            if (Probes.Count == 0)
            {
                return PageTexts.ProcessesNotProbed;
            }

            var states = ControlPlaneComponents.All.Select(component =>
                (component, Probe: ProbeWord.Of(View.Snapshot, Master!, component))
            );
            return Message.Join(
                " · ",
                states.Select(s => PageTexts.ComponentIs(Short(s.component), s.Probe?.Word ?? PageTexts.NotProbed))
            );
        }
    }

    private (Message Headline, Message Explanation) IfLost
    {
        get
        {
            var tolerance = View.Diagnosis.Tolerance;
            var level = View.Verdict.Level;
            return level switch
            {
                Level.Unknown => (PageTexts.Unknown, PageTexts.NotEnoughData),
                Level.Down => (PageTexts.NoFurtherImpact, PageTexts.AlreadyDown),
                _ when tolerance.EtcdUnknown > 0 => (PageTexts.Unknown, PageTexts.EtcdUnknown),
                _ when IsLostAlready => (PageTexts.NoFurtherImpact, PageTexts.AlreadyFailing),
                _ when tolerance.Remaining > 0 => (
                    PageTexts.ApiStaysAvailable,
                    PageTexts.QuorumKept(tolerance.Remaining)
                ),
                _ => (PageTexts.ControlPlaneCanGoDown, PageTexts.QuorumLost),
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

    private Message Detail(NodeState master, ControlPlaneComponent component, ProbeWord? probe)
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
        return Message.Join(
            " · ",
            (
                (Message?[])
                    [
                        failure?.Message ?? probe?.Detail,
                        version is null ? null : Message.Verbatim(version),
                        lease is null ? null : LeaseWords(lease),
                        component is ControlPlaneComponent.ApiServer ? RequestWords.Of(master.ApiServerRequests) : null,
                    ]
            ).OfType<Message>()
        );
    }

    private Lease? LeaseOf(ControlPlaneComponent component) =>
        component is ControlPlaneComponent.ControllerManager or ControlPlaneComponent.Scheduler
            ? View.Snapshot.Kubernetes.LeaseOf(component)
            : null;

    private static Message LeaseWords(Lease lease) =>
        lease switch
        {
            { Holder: null } => PageTexts.NoLeader,
            { Transitions: { } changes } => PageTexts.LeaderWithChanges(lease.HolderHost, changes),
            _ => PageTexts.Leader(lease.HolderHost),
        };

    private string PodText(Pod pod) =>
        !PodsFresh ? $"? {SharedTexts.Was(pod.StatusWord)}"
        : pod.IsReady ? $"✓ {pod.StatusWord}"
        : $"▼ {pod.StatusWord}";

    private Tone PodTone(Pod pod) =>
        !PodsFresh ? Tone.Stale
        : pod.IsReady ? Tone.Ok
        : Tone.Bad;

    private static Message Termination(Pod? pod)
    {
        if (pod?.Containers.Select(c => c.LastTermination).FirstOrDefault(t => t is not null) is not { } last)
        {
            return Message.Empty;
        }

        var reason = last.Reason is null ? PageTexts.Terminated : Message.Verbatim(last.Reason);
        var code = last.ExitCode is { } exit ? PageTexts.ExitCode(exit) : null;
        var time = last.FinishedAt is { } at
            ? Message.Verbatim(string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd HH:mm} UTC"))
            : null;
        return Message.Join(", ", new[] { reason, code, time }.OfType<Message>());
    }
}
