using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>How the places and subjects of two findings relate.</summary>
internal static class Relations
{
    internal static bool IsOnSameNode(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        cause.Node is not null && cause.Node == symptom.Node;

    /// <summary>The symptom is about the one server behind which the cause's master is.</summary>
    internal static bool IsOfColumn(ClusterDiagnosis diagnosis, Finding cause, Finding symptom) =>
        cause.Node is { } master && symptom.Subject is ServerSubject server && server.Master == master;

    internal static bool IsOnMaster(ClusterDiagnosis diagnosis, Finding cause) =>
        MasterOf(diagnosis, cause) is not null;

    /// <summary>The master that a finding is about; null where it is about no node, or about a worker.</summary>
    internal static NodeState? MasterOf(ClusterDiagnosis diagnosis, Finding finding) =>
        finding.Node is { } name && diagnosis.Snapshot.Node(name) is { IsMaster: true } master ? master : null;

    /// <summary>The component that a finding of a pod or a component is about; null for every other finding.</summary>
    internal static ControlPlaneComponent? ComponentOf(Finding finding) =>
        finding.Subject switch
        {
            ComponentSubject subject => subject.Component,
            PodSubject pod => pod.Component,
            _ => null,
        };
}
