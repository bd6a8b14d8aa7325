using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Core.Facts.Inventory;

/// <summary>The configured addresses of the control-plane components; null where none is configured.</summary>
public sealed record ComponentUrls(Uri? EtcdMetrics, Uri? ApiServer, Uri? ControllerManager, Uri? Scheduler)
{
    public static ComponentUrls None { get; } = new(null, null, null, null);

    /// <summary>The name of a component's address in the section <c>ControlPlane</c>.</summary>
    public static string KeyOf(ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => nameof(EtcdMetrics),
            ControlPlaneComponent.ApiServer => nameof(ApiServer),
            ControlPlaneComponent.ControllerManager => nameof(ControllerManager),
            _ => nameof(Scheduler),
        };

    public Uri? Of(ControlPlaneComponent component) =>
        component switch
        {
            ControlPlaneComponent.Etcd => EtcdMetrics,
            ControlPlaneComponent.ApiServer => ApiServer,
            ControlPlaneComponent.ControllerManager => ControllerManager,
            _ => Scheduler,
        };

    /// <summary>These addresses, and those of <paramref name="inherited"/> where there is none.</summary>
    public ComponentUrls Over(ComponentUrls inherited) =>
        new(
            EtcdMetrics ?? inherited.EtcdMetrics,
            ApiServer ?? inherited.ApiServer,
            ControllerManager ?? inherited.ControllerManager,
            Scheduler ?? inherited.Scheduler
        );
}
