using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D4. A kubelet that connects only to the first master fails with it.</summary>
internal sealed class KubeconfigCheck()
    : TopologyCheck(
        "D4",
        "Kubelets, kube-proxy and components do not depend on the first master",
        "Some versions of kubeadm write the address of the first master into kubelet.conf, the files of the components and "
            + "the ConfigMap of kube-proxy. When that host fails, every node becomes NotReady although two masters are healthy.",
        new DoctorSource("kubernetes/kubeadm#1955", "https://github.com/kubernetes/kubeadm/issues/1955")
    )
{
    /// <summary>Only root may read the files, so the command needs sudo. It must print nothing else from them.</summary>
    private const string Command =
        "sudo -n grep -H server: /etc/kubernetes/kubelet.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [
            .. context.Snapshot.Nodes.IsEmpty ? [] : new[] { KubeProxy(context) },
            .. context.Snapshot.Nodes.SelectMany(node => Files(node, context)),
            .. Unset(context),
        ];

    protected override DoctorFix? Fix(DoctorContext context)
    {
        var endpoint = context.Endpoint?.ToString() ?? "127.0.0.1:5443";
        var rewrite = $"sed 's#server: https://.*#server: https://{endpoint}#'";
        return new DoctorFix(
            $"kube-proxy, from any host with kubectl: its server should be https://{endpoint}; "
                + "then, as root, the files of each node",
            $"""
            kubectl -n kube-system get configmap kube-proxy -o yaml | {rewrite} | kubectl apply -f -
            kubectl -n kube-system rollout restart daemonset kube-proxy

            grep -H server: /etc/kubernetes/*.conf
            sed -i 's#server: https://.*#server: https://{endpoint}#' /etc/kubernetes/kubelet.conf && systemctl restart kubelet

            """
        );
    }

    private static DoctorNote KubeProxy(DoctorContext context)
    {
        const string What = "the server in the ConfigMap kube-proxy";
        var known = context.Snapshot.Kubernetes.KubeProxy;
        return !context.Snapshot.Inventory.WatchesKubernetes
                ? Needs($"{What}: Kubernetes:KubeConfig or Kubernetes:InCluster is not set.")
            : known.FreshValue is { } config ? Of("kube-proxy on every node", config.Server, null, context)
            : Needs(DoctorContext.Want(known, What));
    }

    private static IEnumerable<DoctorNote> Files(NodeState node, DoctorContext context) =>
        node.Kubeconfigs.FreshValue is { } servers
            ? servers.All.Select(server =>
                Of($"{server.File ?? "A kubeconfig"} of {node.Name}", server.Server, node, context)
            )
        : node.Config.Doctor.HasFlag(DoctorCommands.Kubeconfig)
            ? [Needs(DoctorContext.Want(node.Kubeconfigs, $"the server lines of {node.Name}'s kubeconfig files"))]
        : [];

    private static IEnumerable<DoctorNote> Unset(DoctorContext context) =>
        context.Snapshot.Nodes.Where(node => !node.Config.Doctor.HasFlag(DoctorCommands.Kubeconfig)).ToArray()
            is { Length: > 0 } nodes
            ?
            [
                Needs(
                    $"Doctor:KubeconfigCommand for {Wording.Names([.. nodes])}, a command that prints the servers in kubelet.conf and the "
                        + $"files of the components: {Command}"
                ),
            ]
            : [];

    /// <param name="home">The node whose file it is; null for one that all nodes have.</param>
    private static DoctorNote Of(string whose, string server, NodeState? home, DoctorContext context)
    {
        if (ControlPlaneEndpoint.Parse(server) is not { } target)
        {
            return Needs($"a valid server of {whose}; it has '{server}'.");
        }

        var master = context.Masters.FirstOrDefault(node => IsAt(node, target.Host, context));
        var endpoint = context.Endpoint;
        return target == endpoint ? Pass($"{whose} connects to {target}, the controlPlaneEndpoint.")
            : master is not null && master.Name == home?.Name
                ? Pass($"{whose} connects to {target}, the apiserver on the same master.")
            : master is not null
                ? Fail($"{whose} connects to {target}, which is only {master.Name}: it fails with that master.")
            : target.IsLoopback && home is not { IsMaster: false } && home is not null
                ? Pass($"{whose} connects to {target}, on the node itself.")
            : target.IsLoopback
            && context.Files.Any(pair =>
                pair.File?.BindsOf(context.Backend).Any(bind => target.IsServedBy(bind) == true) == true
            )
                ? Pass($"{whose} connects to {target}, which HAProxy binds.")
            : endpoint is null
                ? Needs($"the controlPlaneEndpoint of kubeadm-config, to check that {whose} connects to {target}.")
            : Warn($"{whose} connects to {target}, but the controlPlaneEndpoint is {endpoint}.");
    }

    private static bool IsAt(NodeState node, string host, DoctorContext context) =>
        host.Equals(node.Name.Value, StringComparison.OrdinalIgnoreCase)
        || host.Equals(node.Config.Address, StringComparison.OrdinalIgnoreCase)
        || host.Equals(context.AddressOf(node), StringComparison.Ordinal);
}
