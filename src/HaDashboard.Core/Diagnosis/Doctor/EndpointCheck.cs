using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D3. Everything on a node speaks to the endpoint; it must be where HAProxy listens, and in every serving certificate.</summary>
internal sealed class EndpointCheck()
    : TopologyCheck(
        "D3",
        "HAProxy listens on the controlPlaneEndpoint, and the certificates name it",
        "The set-up stands on one address: controlPlaneEndpoint 127.0.0.1:5443, bound by HAProxy on each node, "
            + "and 127.0.0.1 among apiServer.certSANs. Where one of the three differs, joins fail with “connection "
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
            .. context.Snapshot.Nodes.Select(Way),
        ];

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "any host with kubectl shows the endpoint; then haproxy.cfg of every node, and ClusterConfiguration of kubeadm",
            $$"""
            kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' | grep -A3 -e controlPlaneEndpoint -e certSANs

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
            ? Fail("kubeadm-config has no controlPlaneEndpoint: what joins is sent to the first master's own address.")
        : context.Endpoint is { } endpoint ? Pass($"kubeadm-config has controlPlaneEndpoint {endpoint}.")
        : Needs($"a controlPlaneEndpoint that can be read; kubeadm-config says '{config.ControlPlaneEndpoint}'.");
    }

    private static DoctorNote Bind(NodeState node, ParsedConfiguration? file, DoctorContext context)
    {
        var binds = BindsOf(file, context.Backend);
        var served = context.Endpoint is { } endpoint ? binds.Select(endpoint.IsServedBy).ToArray() : [];
        return file is null ? Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}"))
            : binds.Length == 0
                ? Needs($"what sends to '{context.Backend}' in haproxy.cfg of {node.Name}, as far as it is read.")
            : served.Length == 0 ? Pass($"{node.Name} binds {string.Join(", ", binds)}.")
            : served.Contains(true)
                ? Pass($"{node.Name} binds {string.Join(", ", binds)}, which takes what is sent to {context.Endpoint}.")
            : served.Contains(null)
                ? Needs(
                    $"the address behind {context.Endpoint!.Host}, as {node.Name} resolves it; it binds {string.Join(", ", binds)}."
                )
            : Fail(
                $"{node.Name} binds {string.Join(", ", binds)}, and the controlPlaneEndpoint is {context.Endpoint}: "
                    + "what joins there, and its kubelet, reach nothing."
            );
    }

    // Every node's kubelet has the same endpoint in its kubeconfig: two addresses can't both be it.
    private static IEnumerable<DoctorNote> Differing(DoctorContext context)
    {
        var binds = context
            .Files.Select(pair => (pair.Node, Bind: string.Join(", ", BindsOf(pair.File, context.Backend))))
            .Where(pair => pair.Bind.Length > 0)
            .GroupBy(pair => pair.Bind, StringComparer.Ordinal)
            .ToArray();
        return binds.Length < 2
            ? []
            :
            [
                Fail(
                    "The nodes bind different addresses, and one endpoint can't be all of them: "
                        + $"{string.Join("; ", binds.Select(group => $"{group.Key} on {Wording.Names([.. group.Select(pair => pair.Node)])}"))}."
                ),
            ];
    }

    private static DoctorNote Names(NodeState master, ControlPlaneEndpoint? endpoint) =>
        master.Certificates.FreshValue?.Of(ApiServer) switch
        {
            null => Needs(
                DoctorContext.Want(master.Certificates, $"a look at the {ApiServer} certificate of {master.Name}")
            ),
            { Missing: { IsEmpty: false } missing } => Fail(
                $"The {ApiServer} certificate of {master.Name} does not name {string.Join(", ", missing)}."
            ),
            var certificate when endpoint is not null && !certificate.Names.Any(name => IsNamed(endpoint.Host, name)) =>
                Fail(
                    $"The {ApiServer} certificate of {master.Name} does not name {endpoint.Host}, the host of the controlPlaneEndpoint."
                ),
            var certificate => Pass(
                $"The {ApiServer} certificate of {master.Name} names "
                    + $"{string.Join(", ", certificate.Names.Take(6))}{(certificate.Names.Length > 6 ? ", …" : "")}."
            ),
        };

    private static bool IsNamed(string host, string name) =>
        name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (
            name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && host[dot..].Equals(name[1..], StringComparison.OrdinalIgnoreCase)
        );

    private static DoctorNote Way(NodeState node) =>
        node.LocalEndpoint.FreshValue is { } probe
            ? probe.IsWell
                ? Pass($"The way through {node.Name}'s own endpoint works.")
                : Warn(
                    $"The way through {node.Name}'s own endpoint fails for {probe.Failed} of {probe.Attempts.Length} connections just now."
                )
            : Needs(DoctorContext.Want(node.LocalEndpoint, $"a trial of {node.Name}'s own endpoint"));

    private static string? BindOf(DoctorContext context) =>
        context.Files.SelectMany(pair => BindsOf(pair.File, context.Backend)).FirstOrDefault();

    private static string[] BindsOf(ParsedConfiguration? file, string backend) =>
        file is null ? [] : [.. file.BindsOf(backend)];
}
