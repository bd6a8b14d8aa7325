using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.Cluster;

/// <summary>The pods that kubeadm and its usual add-ons create in kube-system.</summary>
internal static class PodTemplates
{
    public static IEnumerable<PodFacts> Of(IReadOnlyList<SimulatedNode> nodes, string version, DateTimeOffset created)
    {
        var etcdServers = "https://127.0.0.1:2379";
        foreach (var node in nodes)
        {
            if (node.IsMaster)
            {
                yield return Static(
                    node,
                    "etcd",
                    "k8s.gcr.io/etcd:3.4.13-0",
                    created,
                    "etcd",
                    $"--advertise-client-urls=https://{node.Address}:2379",
                    $"--name={node.Name}",
                    "--listen-metrics-urls=http://127.0.0.1:2381",
                    "--data-dir=/var/lib/etcd"
                );
                yield return Static(
                    node,
                    "kube-apiserver",
                    $"k8s.gcr.io/kube-apiserver:{version}",
                    created,
                    "kube-apiserver",
                    $"--advertise-address={node.Address}",
                    $"--etcd-servers={etcdServers}",
                    "--secure-port=6443",
                    "--service-cluster-ip-range=10.96.0.0/12"
                );
                yield return Static(
                    node,
                    "kube-controller-manager",
                    $"k8s.gcr.io/kube-controller-manager:{version}",
                    created,
                    "kube-controller-manager",
                    "--bind-address=127.0.0.1",
                    "--leader-elect=true",
                    "--kubeconfig=/etc/kubernetes/controller-manager.conf"
                );
                yield return Static(
                    node,
                    "kube-scheduler",
                    $"k8s.gcr.io/kube-scheduler:{version}",
                    created,
                    "kube-scheduler",
                    "--bind-address=127.0.0.1",
                    "--leader-elect=true",
                    "--kubeconfig=/etc/kubernetes/scheduler.conf"
                );
            }

            yield return Daemon(
                node,
                "kube-proxy",
                "kube-proxy",
                $"k8s.gcr.io/kube-proxy:{version}",
                "k8s-app",
                created
            );
            yield return Daemon(
                node,
                "kube-flannel-ds",
                "kube-flannel",
                "quay.io/coreos/flannel:v0.13.1-rc1",
                "app",
                created
            );
        }

        yield return Dns(nodes[0], "74ff55c5b-7m8qz", "10.244.0.2", created);
        yield return Dns(nodes[^1], "74ff55c5b-x2vkd", "10.244.4.2", created);
    }

    private static PodFacts Static(
        SimulatedNode node,
        string component,
        string image,
        DateTimeOffset created,
        params string[] command
    ) =>
        new()
        {
            Name = $"{component}-{node.Name}",
            Node = node.Name,
            Container = component,
            Image = image,
            Created = created,
            ReadySince = created,
            StartedAt = created,
            IsStatic = true,
            OwnerKind = "Node",
            OwnerName = node.Name,
            HostIp = node.Address,
            PodIp = node.Address,
            Command = command,
            Labels = new Dictionary<string, string> { ["component"] = component, ["tier"] = "control-plane" },
        };

    private static PodFacts Daemon(
        SimulatedNode node,
        string set,
        string container,
        string image,
        string label,
        DateTimeOffset created
    ) =>
        new()
        {
            Name = $"{set}-{KubernetesObjects.Uid(set + node.Name)[..5]}",
            Node = node.Name,
            Container = container,
            Image = image,
            Created = created,
            ReadySince = created,
            StartedAt = created,
            OwnerName = set,
            HostIp = node.Address,
            PodIp = node.Address,
            Labels = new Dictionary<string, string>
            {
                [label] = container == "kube-proxy" ? "kube-proxy" : "flannel",
                ["controller-revision-hash"] = "6f5cb8b7c9",
                ["pod-template-generation"] = "1",
            },
        };

    private static PodFacts Dns(SimulatedNode node, string suffix, string ip, DateTimeOffset created) =>
        new()
        {
            Name = $"coredns-{suffix}",
            Node = node.Name,
            Container = "coredns",
            Image = "k8s.gcr.io/coredns:1.7.0",
            Created = created,
            ReadySince = created,
            StartedAt = created,
            HostNetwork = false,
            OwnerKind = "ReplicaSet",
            OwnerName = "coredns-74ff55c5b",
            HostIp = node.Address,
            PodIp = ip,
            Labels = new Dictionary<string, string> { ["k8s-app"] = "kube-dns", ["pod-template-hash"] = "74ff55c5b" },
        };
}
