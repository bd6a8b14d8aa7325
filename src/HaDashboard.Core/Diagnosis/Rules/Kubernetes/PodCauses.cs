using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>What explains a pod of the control plane: the process in it has a finding of its own.</summary>
internal static class PodCauses
{
    /// <summary>Of every pod of the control plane, whatever its node.</summary>
    internal static Explanation Anywhere(RuleId cause) =>
        new(cause, static (_, _, symptom) => Relations.ComponentOf(symptom) is not null);

    /// <summary>Of every pod of the control plane on the cause's node.</summary>
    internal static Explanation OnSameNode(RuleId cause) =>
        new(cause, static (diagnosis, cause, symptom) =>
            Relations.ComponentOf(symptom) is not null && Relations.IsOnSameNode(diagnosis, cause, symptom)
        );

    /// <summary>As <see cref="OnSameNode"/>; an apiserver does not explain the etcd that it needs itself.</summary>
    internal static Explanation OnSameNodeButEtcd(RuleId cause) =>
        new(cause, static (diagnosis, cause, symptom) =>
            Relations.ComponentOf(symptom) is { } component and not ControlPlaneComponent.Etcd
            && Relations.IsOnSameNode(diagnosis, cause, symptom)
        );

    /// <summary>Of an etcd pod, whatever its node.</summary>
    internal static Explanation OfEtcd(RuleId cause) =>
        new(cause, static (_, _, symptom) => Relations.ComponentOf(symptom) is ControlPlaneComponent.Etcd);

    /// <summary>Of the pod that runs the cause's component on the cause's node.</summary>
    internal static Explanation OfSameComponent(RuleId cause) =>
        new(cause, static (diagnosis, cause, symptom) =>
            cause.Subject is ComponentSubject subject
            && Relations.ComponentOf(symptom) == subject.Component
            && Relations.IsOnSameNode(diagnosis, cause, symptom)
        );
}
