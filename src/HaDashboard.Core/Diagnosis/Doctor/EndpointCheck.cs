using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// D3. All clients on a node connect to the endpoint: HAProxy must listen there, and every serving certificate must contain it.
/// </summary>
internal sealed class EndpointCheck()
    : TopologyCheck(
        "D3",
        "HAProxy listens on the controlPlaneEndpoint, and the certificates contain it",
        "The setup depends on one address: controlPlaneEndpoint 127.0.0.1:5443, bound by HAProxy on each node, "
            + "with 127.0.0.1 in apiServer.certSANs. If one of the three differs, joins fail with “connection "
            + "refused” or an x509 error.",
        new DoctorSource(
            "dada, “Kubernetes en multi-master sur du baremetal avec HAProxy”, kubeadm-config.yaml and comment 7",
            null
        )
    )
{
    private const string ApiServer = "kube-apiserver";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [
            .. context.Snapshot.Nodes.IsEmpty ? [] : Kubeadm(context),
            .. context.Files.Select(pair => Bind(pair.Node, pair.File, context)),
            .. Differing(context),
            .. context.Masters.Select(master => Names(master, context.Endpoint)),
            .. context.Snapshot.Nodes.Select(Endpoint),
        ];

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "any host with kubectl shows the endpoint; then haproxy.cfg of every node, and ClusterConfiguration of kubeadm",
            $$"""
            kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' \
              | grep -A3 -e controlPlaneEndpoint -e certSANs

            frontend api-front
                bind {{context.Endpoint?.ToString() ?? BindOf(context) ?? "127.0.0.1:5443"}}
                default_backend {{context.Backend}}

            apiServer:
              certSANs: ["{{context.Endpoint?.Host ?? "127.0.0.1"}}"]

            """
        );

    private static IEnumerable<DoctorNote> Kubeadm(DoctorContext context)
    {
        const string What = "controlPlaneEndpoint of the ConfigMap kubeadm-config";
        var kubeadm = context.Snapshot.Kubernetes.Kubeadm;
        yield return !context.Snapshot.Inventory.WatchesKubernetes
            ? Needs($"{What}: Kubernetes:KubeConfig or Kubernetes:InCluster is not set.")
        : kubeadm.FreshValue is not { } config ? Needs(DoctorContext.Want(kubeadm, What))
        : config.ControlPlaneEndpoint is null
            ? Fail(
                "kubeadm-config has no controlPlaneEndpoint: joining nodes connect to the address of the first master."
            )
        : context.Endpoint is { } endpoint ? Pass($"kubeadm-config has controlPlaneEndpoint {endpoint}.")
        : Needs($"a valid controlPlaneEndpoint; kubeadm-config has '{config.ControlPlaneEndpoint}'.");
    }

    private static DoctorNote Bind(NodeState node, ParsedConfiguration? file, DoctorContext context)
    {
        var binds = BindsOf(file, context.Backend);
        var served = context.Endpoint is { } endpoint ? binds.Select(endpoint.IsServedBy).ToArray() : [];
        return file is null ? Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}"))
            : binds.Length == 0
                ? Needs(
                    $"the frontend of '{context.Backend}' in haproxy.cfg of {node.Name}, in the part that was read."
                )
            : served.Length == 0 ? Pass($"{node.Name} binds {string.Join(", ", binds)}.")
            : served.Contains(true)
                ? Pass($"{node.Name} binds {string.Join(", ", binds)}, which serves {context.Endpoint}.")
            : served.Contains(null)
                ? Needs(
                    $"the address behind {context.Endpoint!.Host}, as {node.Name} resolves it; it binds {string.Join(", ", binds)}."
                )
            : Fail(
                $"{node.Name} binds {string.Join(", ", binds)}, but the controlPlaneEndpoint is {context.Endpoint}: "
                    + "joining and the kubelet fail on this node."
            );
    }

    // The kubelets of all nodes have the same endpoint in their kubeconfig, so only one of two addresses can be right.
    private static IEnumerable<DoctorNote> Differing(DoctorContext context)
    {
        var binds = context
            .Files.Select(pair => (pair.Node, Bind: string.Join(", ", BindsOf(pair.File, context.Backend))))
            .Where(pair => pair.Bind.Length > 0)
            .GroupBy(pair => pair.Bind, StringComparer.Ordinal)
            .ToArray();
        if (binds.Length < 2)
        {
            return [];
        }

        var list = binds.Select(group => $"{group.Key} on {Wording.Names([.. group.Select(pair => pair.Node)])}");
        return [Fail($"The nodes bind different addresses, but all use one endpoint: {string.Join("; ", list)}.")];
    }

    private static DoctorNote Names(NodeState master, ControlPlaneEndpoint? endpoint) =>
        master.Certificates.FreshValue?.Of(ApiServer) switch
        {
            null => Needs(
                DoctorContext.Want(master.Certificates, $"a reading of the {ApiServer} certificate of {master.Name}")
            ),
            { Missing: { IsEmpty: false } missing } => Fail(
                $"The {ApiServer} certificate of {master.Name} does not contain {string.Join(", ", missing)}."
            ),
            var certificate when endpoint is not null && !certificate.Names.Any(name => IsNamed(endpoint.Host, name)) =>
                Fail(
                    $"The {ApiServer} certificate of {master.Name} does not contain {endpoint.Host}, the host of the controlPlaneEndpoint."
                ),
            var certificate => Pass(
                $"The {ApiServer} certificate of {master.Name} contains {Listed(certificate.Names)}."
            ),
        };

    private static string Listed(IReadOnlyCollection<string> names)
    {
        var first = string.Join(", ", names.Take(6));
        return names.Count > 6 ? $"{first}, …" : first;
    }

    private static bool IsNamed(string host, string name) =>
        name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (
            name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && host[dot..].Equals(name[1..], StringComparison.OrdinalIgnoreCase)
        );

    private static DoctorNote Endpoint(NodeState node) =>
        node.LocalEndpoint.FreshValue is { } probe
            ? probe.IsHealthy
                ? Pass($"API connections through the local HAProxy of {node.Name} succeed.")
                : Warn(
                    $"{probe.Failed} of {probe.Attempts.Length} API connections through the local HAProxy of {node.Name} fail now."
                )
            : Needs(DoctorContext.Want(node.LocalEndpoint, $"a probe of the local endpoint of {node.Name}"));

    private static string? BindOf(DoctorContext context) =>
        context.Files.SelectMany(pair => BindsOf(pair.File, context.Backend)).FirstOrDefault();

    private static string[] BindsOf(ParsedConfiguration? file, string backend) =>
        file is null ? [] : [.. file.BindsOf(backend)];
}
