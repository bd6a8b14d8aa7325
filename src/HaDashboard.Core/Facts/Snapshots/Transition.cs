using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Snapshots;

public enum TransitionKind
{
    /// <summary>A server's status on one node's HAProxy.</summary>
    Server,

    /// <summary>A server or proxy came or went.</summary>
    Configuration,

    /// <summary>A node's HAProxy: reachable or not, a new worker.</summary>
    Process,
    Node,
    Pod,

    /// <summary>The Kubernetes API.</summary>
    Api,
    Reload,

    /// <summary>A part of the control plane on one master: etcd, apiserver, controller-manager, scheduler; or who leads them.</summary>
    Component,

    /// <summary>A node's own way to the API.</summary>
    Endpoint,
}

/// <summary>The kind of a transition: better, worse, intended, or neutral.</summary>
public enum TransitionTone
{
    Neutral,
    Good,
    Bad,
    Intent,
    Unknown,
}

/// <summary>Something changed its state.</summary>
/// <param name="Node">The node that saw it, or that it is about.</param>
/// <param name="Subject"><c>api-backend/master2</c>, <c>haproxy</c>, <c>kube-system/etcd-k8smaster2</c>, <c>node</c>.</param>
/// <param name="From">null where it was not there or not known.</param>
public sealed record Transition(
    DateTimeOffset At,
    TransitionKind Kind,
    TransitionTone Tone,
    NodeName? Node,
    Message Subject,
    Message? From,
    Message? To,
    Message? Detail
);
