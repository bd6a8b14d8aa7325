using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D4. A kubelet that connects only to the first master fails with it.</summary>
internal sealed class KubeconfigCheck()
    : TopologyCheck(
        "D4",
        DoctorKubernetesTexts.KubeconfigTitle,
        DoctorKubernetesTexts.KubeconfigWhy,
        DoctorSource.Issue("kubernetes/kubeadm", 1955)
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
            DoctorKubernetesTexts.KubeconfigFixPlace(endpoint),
            Message.Verbatim(
                $"""
                kubectl -n kube-system get configmap kube-proxy -o yaml | {rewrite} | kubectl apply -f -
                kubectl -n kube-system rollout restart daemonset kube-proxy

                grep -H server: /etc/kubernetes/*.conf
                sed -i 's#server: https://.*#server: https://{endpoint}#' /etc/kubernetes/kubelet.conf && systemctl restart kubelet

                """
            )
        );
    }

    private static DoctorNote KubeProxy(DoctorContext context)
    {
        var known = context.Snapshot.Kubernetes.KubeProxy;
        return !context.Snapshot.Inventory.WatchesKubernetes
                ? Needs(DoctorTexts.KubernetesNotConfigured(DoctorKubernetesTexts.KubeProxyServer))
            : known.FreshValue is { } config ? Of(DoctorKubernetesTexts.KubeProxy, config.Server, null, context)
            : Needs(DoctorContext.Want(known, DoctorKubernetesTexts.KubeProxyServer));
    }

    private static IEnumerable<DoctorNote> Files(NodeState node, DoctorContext context) =>
        node.Kubeconfigs.FreshValue is { } servers
            ? servers.All.Select(server => Of(NameOf(server.File, node), server.Server, node, context))
        : node.Config.Doctor.HasFlag(DoctorCommands.Kubeconfig)
            ? [Needs(DoctorContext.Want(node.Kubeconfigs, DoctorKubernetesTexts.KubeconfigServers(node.Name)))]
        : [];

    private static Message NameOf(string? file, NodeState node) =>
        file is null
            ? DoctorKubernetesTexts.KubeconfigUnnamed(node.Name)
            : DoctorKubernetesTexts.KubeconfigFile(file, node.Name);

    private static IEnumerable<DoctorNote> Unset(DoctorContext context) =>
        context.Snapshot.Nodes.Where(node => !node.Config.Doctor.HasFlag(DoctorCommands.Kubeconfig)).ToArray()
            is { Length: > 0 } nodes
            ? [Needs(DoctorKubernetesTexts.KubeconfigCommandNeeded(Wording.Names([.. nodes]), Command))]
            : [];

    /// <param name="home">The node whose file it is; null for one that all nodes have.</param>
    private static DoctorNote Of(Message client, string server, NodeState? home, DoctorContext context)
    {
        if (ControlPlaneEndpoint.Parse(server) is not { } target)
        {
            return Needs(DoctorKubernetesTexts.ServerInvalid(client, server));
        }

        var master = context.Masters.FirstOrDefault(node => IsAt(node, target.Host, context));
        var endpoint = context.Endpoint;
        return target == endpoint ? Pass(DoctorKubernetesTexts.ConnectsToEndpoint(client, target))
            : master is not null && master.Name == home?.Name
                ? Pass(DoctorKubernetesTexts.ConnectsToOwnMaster(client, target))
            : master is not null ? Fail(DoctorKubernetesTexts.ConnectsToOneMaster(client, target, master.Name))
            : target.IsLoopback && home is not { IsMaster: false } && home is not null
                ? Pass(DoctorKubernetesTexts.ConnectsToOwnNode(client, target))
            : target.IsLoopback
            && context.Files.Any(pair =>
                pair.File?.BindsOf(context.BackendOf(pair.Node)).Any(bind => target.IsServedBy(bind) == true) == true
            )
                ? Pass(DoctorKubernetesTexts.ConnectsToHaProxy(client, target))
            : endpoint is null ? Needs(DoctorKubernetesTexts.EndpointNeededFor(client, target))
            : Warn(DoctorKubernetesTexts.ConnectsElsewhere(client, target, endpoint));
    }

    private static bool IsAt(NodeState node, string host, DoctorContext context) =>
        host.Equals(node.Name.Value, StringComparison.OrdinalIgnoreCase)
        || host.Equals(node.Config.Address, StringComparison.OrdinalIgnoreCase)
        || host.Equals(context.AddressOf(node), StringComparison.Ordinal);
}
