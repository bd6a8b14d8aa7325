using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>Without a leading controller-manager no lost pod is replaced and no dead node is noticed.</summary>
internal sealed class ControllerManagerNoLeaderRule()
    : LeaderRule(
        "controller-manager.no-leader",
        ControlPlaneComponent.ControllerManager,
        "nothing in the cluster is put right"
    );
