using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Transitions;

/// <summary>Finds changes in the probes of the control plane components on one node.</summary>
internal static class ProbeTransitions
{
    internal static void Add(NodeState before, NodeState after, DateTimeOffset at, Action<Transition> add)
    {
        void AddComponent(ControlPlaneComponent component, Message? was, Message? now, bool isFirst, Message? detail) =>
            AddWord(
                TransitionKind.Component,
                after.Name,
                Message.Verbatim(component.Id()),
                was,
                now,
                isFirst,
                detail,
                at,
                add
            );

        if (!ReferenceEquals(before.Etcd, after.Etcd))
        {
            AddComponent(
                ControlPlaneComponent.Etcd,
                Word(before.Etcd),
                Word(after.Etcd),
                IsFirst(before.Etcd),
                after.Etcd.Failure?.Message ?? after.Etcd.Value?.Reason
            );
            AddLeader(after.Name, before.Etcd, after.Etcd, at, add);
        }

        if (!ReferenceEquals(before.ApiServer, after.ApiServer))
        {
            AddComponent(
                ControlPlaneComponent.ApiServer,
                Word(before.ApiServer),
                Word(after.ApiServer),
                IsFirst(before.ApiServer),
                Detail(after.ApiServer)
            );
        }

        if (!ReferenceEquals(before.ControllerManager, after.ControllerManager))
        {
            AddComponent(
                ControlPlaneComponent.ControllerManager,
                Word(before.ControllerManager),
                Word(after.ControllerManager),
                IsFirst(before.ControllerManager),
                after.ControllerManager.Failure?.Message
            );
        }

        if (!ReferenceEquals(before.Scheduler, after.Scheduler))
        {
            AddComponent(
                ControlPlaneComponent.Scheduler,
                Word(before.Scheduler),
                Word(after.Scheduler),
                IsFirst(before.Scheduler),
                after.Scheduler.Failure?.Message
            );
        }

        if (!ReferenceEquals(before.LocalEndpoint, after.LocalEndpoint))
        {
            AddWord(
                TransitionKind.Endpoint,
                after.Name,
                TransitionTexts.LocalEndpoint,
                Word(before.LocalEndpoint),
                Word(after.LocalEndpoint),
                IsFirst(before.LocalEndpoint),
                Detail(after.LocalEndpoint),
                at,
                add
            );
        }
    }

    // A change to or from an unknown state is not reported here: the loss of a node's connection is reported once, as a change of its
    // HAProxy, and would otherwise appear six more times. After a time without data a failed component is reported, a healthy one is not.
    private static void AddWord(
        TransitionKind kind,
        NodeName node,
        Message subject,
        Message? was,
        Message? now,
        bool isFirst,
        Message? detail,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        if (IsChange(was, now, isFirst))
        {
            var good = IsGood(now!);
            add(
                new Transition(
                    at,
                    kind,
                    good ? TransitionTone.Good : TransitionTone.Bad,
                    node,
                    subject,
                    was,
                    now,
                    good ? null : detail
                )
            );
        }
    }

    internal static bool IsChange(Message? was, Message? now, bool isFirst) =>
        now is not null && was != now && (was is not null || (!isFirst && !IsGood(now)));

    internal static bool IsGood(Message word) =>
        word == TransitionTexts.Healthy || word == TransitionTexts.Ready || word == TransitionTexts.Answers;

    internal static bool IsFirst<T>(Slice<T> before)
        where T : class => before is { Value: null, Failure: null };

    private static void AddLeader(
        NodeName node,
        Slice<EtcdMember> before,
        Slice<EtcdMember> after,
        DateTimeOffset at,
        Action<Transition> add
    )
    {
        if (after.FreshValue?.IsLeader is { } leads && before.Value?.IsLeader is { } led && leads != led)
        {
            add(
                new Transition(
                    at,
                    TransitionKind.Component,
                    TransitionTone.Neutral,
                    node,
                    TransitionTexts.LeaderOf(ControlPlaneComponent.Etcd.Id()),
                    Role(led),
                    Role(leads),
                    null
                )
            );
        }
    }

    private static Message Role(bool leads) => leads ? TransitionTexts.Leader : TransitionTexts.Follower;

    internal static Message? Word(Slice<EtcdMember> slice) =>
        slice switch
        {
            _ when slice.IsKnownDown() => DownWord(slice.Failure!.Kind),
            { FreshValue: { } member } => member.Healthy ? TransitionTexts.Healthy
            : member.HasLeader == false ? TransitionTexts.NoLeader
            : TransitionTexts.Unhealthy,
            _ => null,
        };

    private static Message? Word(Slice<ApiServerProbe> slice) =>
        slice switch
        {
            _ when slice.IsKnownDown() => DownWord(slice.Failure!.Kind),
            { FreshValue: { } probe } => probe.Live.Ok == false ? TransitionTexts.NotLive
            : probe.Ready.Ok == false ? TransitionTexts.NotReady
            : probe.Ready.Ok is null ? TransitionTexts.Answers
            : TransitionTexts.Ready,
            _ => null,
        };

    private static Message? Word(Slice<ComponentProbe> slice) =>
        slice switch
        {
            _ when slice.IsKnownDown() => DownWord(slice.Failure!.Kind),
            { FreshValue: { } probe } => probe.Health.Ok switch
            {
                true => TransitionTexts.Healthy,
                false => TransitionTexts.Unhealthy,
                _ => TransitionTexts.Answers,
            },
            _ => null,
        };

    private static Message? Word(Slice<EndpointProbe> slice) =>
        slice switch
        {
            _ when slice.IsKnownDown() => DownWord(slice.Failure!.Kind),
            { FreshValue: { } probe } => probe.IsHealthy ? TransitionTexts.Answers
            : probe.Succeeded > 0 ? TransitionTexts.FailsPartly
            : TransitionTexts.Fails,
            _ => null,
        };

    private static Message DownWord(FailureKind kind) =>
        kind is FailureKind.PortClosed ? TransitionTexts.NotRunning : TransitionTexts.NotResponding;

    private static Message? Detail(Slice<ApiServerProbe> slice) =>
        slice.Failure?.Message
        ?? (
            slice.Value is { } probe
                ? probe.Live.Problem
                    ?? probe.Ready.Problem
                    ?? Message.Verbatim(
                        string.Join(
                            ", ",
                            probe.Live.FailedChecks.Union(probe.Ready.FailedChecks, StringComparer.Ordinal)
                        )
                    )
                : null
        );

    private static Message? Detail(Slice<EndpointProbe> slice) =>
        slice.Failure?.Message
        ?? (
            slice.Value is { } probe
                ? TransitionTexts.ConnectionsFail(
                    probe.Failed,
                    probe.Attempts.Length,
                    probe.Attempts.FirstOrDefault(a => !a.Ok)?.Error
                )
                : null
        );
}
