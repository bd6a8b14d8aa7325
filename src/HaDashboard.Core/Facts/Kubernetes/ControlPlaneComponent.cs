using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>The four static pods of a kubeadm master.</summary>
public enum ControlPlaneComponent
{
    Etcd,
    ApiServer,
    ControllerManager,
    Scheduler,
}

public static class ControlPlaneComponents
{
    public static ImmutableArray<ControlPlaneComponent> All { get; } =
    [
        ControlPlaneComponent.Etcd,
        ControlPlaneComponent.ApiServer,
        ControlPlaneComponent.ControllerManager,
        ControlPlaneComponent.Scheduler,
    ];

    /// <summary>kubeadm's name of the component. The pod's name is this name, a dash and the node's name.</summary>
    public static string Id(this ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => "etcd",
            ControlPlaneComponent.ApiServer => "kube-apiserver",
            ControlPlaneComponent.ControllerManager => "kube-controller-manager",
            _ => "kube-scheduler",
        };

    public static ControlPlaneComponent? FromId(string? id) =>
        id switch
        {
            "etcd" => ControlPlaneComponent.Etcd,
            "kube-apiserver" => ControlPlaneComponent.ApiServer,
            "kube-controller-manager" => ControlPlaneComponent.ControllerManager,
            "kube-scheduler" => ControlPlaneComponent.Scheduler,
            _ => null,
        };
}
