using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D4. A kubelet that knows the first master alone falls with it, whatever the load balancer does.</summary>
internal sealed class KubeconfigCheck()
    : TopologyCheck(
        "D4",
        "Kubelets, kube-proxies and components are not pinned to the first master",
        "kubeadm once wrote the first master's own address into kubelet.conf, the components' files and "
            + "kube-proxy's ConfigMap: when that host died, every kubelet went NotReady with two healthy masters "
            + "beside it.",
        new DoctorSource("kubernetes/kubeadm#1955", "https://github.com/kubernetes/kubeadm/issues/1955")
    )
{
    /// <summary>Only root may read the files, so the line needs sudo, and nothing else of them may be printed.</summary>
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
        return new DoctorFix(
            $"kube-proxy, from any host with kubectl: its server should be https://{endpoint}; "
                + "then what the files of each node say, as root",
            $"""
            kubectl -n kube-system get configmap kube-proxy -o yaml | sed 's#server: https://.*#server: https://{endpoint}#' | kubectl apply -f -
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
            : known.FreshValue is { } config ? Of("kube-proxy, on every node,", config.Server, null, context)
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
                    $"Doctor:KubeconfigCommand for {Wording.Names([.. nodes])}, a line that prints where kubelet.conf and the "
                        + $"components' files point to: {Command}"
                ),
            ]
            : [];

    /// <param name="home">The node whose file it is; null for one that all nodes have.</param>
    private static DoctorNote Of(string whose, string server, NodeState? home, DoctorContext context)
    {
        if (ControlPlaneEndpoint.Parse(server) is not { } target)
        {
            return Needs($"a server of {whose} that can be read; it says '{server}'.");
        }

        var master = context.Masters.FirstOrDefault(node => IsAt(node, target.Host, context));
        var endpoint = context.Endpoint;
        return target == endpoint ? Pass($"{whose} goes to {target}, the controlPlaneEndpoint.")
            : master is not null && master.Name == home?.Name
                ? Pass($"{whose} goes to {target}, that master's own apiserver.")
            : master is not null ? Fail($"{whose} goes to {target}, which is {master.Name} alone: it falls with it.")
            : target.IsLoopback && home is not { IsMaster: false } && home is not null
                ? Pass($"{whose} goes to {target}, on the node itself.")
            : target.IsLoopback
            && context.Files.Any(pair =>
                pair.File?.BindsOf(context.Backend).Any(bind => target.IsServedBy(bind) == true) == true
            )
                ? Pass($"{whose} goes to {target}, which HAProxy binds.")
            : endpoint is null
                ? Needs($"the controlPlaneEndpoint of kubeadm-config, to judge that {whose} goes to {target}.")
            : Warn($"{whose} goes to {target}, and the controlPlaneEndpoint is {endpoint}.");
    }

    private static bool IsAt(NodeState node, string host, DoctorContext context) =>
        host.Equals(node.Name.Value, StringComparison.OrdinalIgnoreCase)
        || host.Equals(node.Config.Address, StringComparison.OrdinalIgnoreCase)
        || host.Equals(context.AddressOf(node), StringComparison.Ordinal);
}
