namespace HaDashboard.Core.Facts.Sources;

/// <summary>
/// The stable key of each source. Its name appears in logs and in the API. <see cref="SourceCatalogue"/> describes each of them.
/// </summary>
public enum SourceKind
{
    HaProxy,
    KubernetesApi,
    KubernetesNodes,
    KubernetesPods,
    KubernetesLeases,
    Etcd,
    ApiServer,
    ControllerManager,
    Scheduler,
    LocalEndpoint,
    Certificates,
    HaProxyMaster,
    HaProxySettings,
    HaProxyConfiguration,
    KubernetesNodeLeases,
    ApiServerRequests,
    KubeadmConfig,
    KubeProxyConfig,
    Clock,
    Kubeconfigs,
    HaProxyUnit,
    OwnKey,
    NodeLoad,
    Endpoint,
    EndpointFromHere,
    NodeAddresses,
    ResolvedAddresses,
}
