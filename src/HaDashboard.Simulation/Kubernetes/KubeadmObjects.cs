using System.Text.Json.Nodes;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The two ConfigMaps of kube-system in which kubeadm stores the address of the API.</summary>
public static class KubeadmObjects
{
    /// <summary>The ConfigMap <c>kubeadm-config</c>.</summary>
    public static JsonObject ClusterConfiguration(string endpoint, string version) =>
        ConfigMap(
            "kubeadm-config",
            "ClusterConfiguration",
            $$"""
            apiServer:
              certSANs:
              - 127.0.0.1
              extraArgs:
                authorization-mode: Node,RBAC
              timeoutForControlPlane: 4m0s
            apiVersion: kubeadm.k8s.io/v1beta2
            certificatesDir: /etc/kubernetes/pki
            clusterName: kubernetes
            controlPlaneEndpoint: {{endpoint}}
            controllerManager: {}
            dns:
              type: CoreDNS
            etcd:
              local:
                dataDir: /var/lib/etcd
            imageRepository: k8s.gcr.io
            kind: ClusterConfiguration
            kubernetesVersion: {{version}}
            networking:
              dnsDomain: cluster.local
              podSubnet: 10.244.0.0/16
              serviceSubnet: 10.96.0.0/12
            scheduler: {}

            """
        );

    /// <summary>The ConfigMap <c>kube-proxy</c>.</summary>
    /// <param name="server">The API address that every kube-proxy uses.</param>
    public static JsonObject KubeProxy(string server) =>
        ConfigMap(
            "kube-proxy",
            "kubeconfig.conf",
            $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - cluster:
                certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
                server: {{server}}
              name: default
            contexts:
            - context:
                cluster: default
                namespace: default
                user: default
              name: default
            current-context: default
            users:
            - name: default
              user:
                tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token

            """
        );

    private static JsonObject ConfigMap(string name, string key, string text) =>
        new()
        {
            ["kind"] = "ConfigMap",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "kube-system",
                ["uid"] = KubernetesObjects.Uid("configmap/" + name),
            },
            ["data"] = new JsonObject { [key] = text },
        };
}
