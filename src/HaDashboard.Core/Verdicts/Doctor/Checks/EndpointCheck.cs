using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts.Doctor.Checks;

/// <summary>D3. Everything on a node speaks to the endpoint; it must be where HAProxy listens, and in every serving certificate.</summary>
internal sealed class EndpointCheck() : TopologyCheck(
    "D3", "HAProxy listens on the controlPlaneEndpoint, and the certificates name it",
    "The set-up stands on one address: controlPlaneEndpoint 127.0.0.1:5443, bound by HAProxy on each node, and 127.0.0.1 among apiServer.certSANs. Where one of the three differs, joins fail with “connection refused” or an x509 error.",
    new DoctorSource("dada, “Kubernetes en multi-master sur du baremetal avec HAProxy”, kubeadm-config.yaml and comment 7", null))
{
    private const string ApiServer = "kube-apiserver";

    protected override IEnumerable<DoctorNote> Look(Patient patient) =>
    [
        .. patient.Snapshot.Nodes.IsEmpty ? [] : new[] { Needs("controlPlaneEndpoint of the ConfigMap kubeadm-config, which this dashboard does not read. The command below shows it; it must be the address that the nodes bind.") },
        .. patient.Files.Select(pair => Bind(pair.Node, pair.File, patient.Backend)),
        .. Differing(patient),
        .. patient.Masters.Select(Names),
        .. patient.Snapshot.Nodes.Select(Way),
    ];

    protected override DoctorFix? Fix(Patient patient) => new(
        "any host with kubectl shows the endpoint; then haproxy.cfg of every node, and ClusterConfiguration of kubeadm",
        $$"""
        kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' | grep -A3 -e controlPlaneEndpoint -e certSANs

        frontend api-front
            bind {{BindOf(patient) ?? "127.0.0.1:5443"}}
            default_backend {{patient.Backend}}

        apiServer:
          certSANs: ["127.0.0.1"]

        """);

    private static DoctorNote Bind(NodeState node, ConfigurationReading? file, string backend) => (file, BindsOf(file, backend)) switch
    {
        (null, _) => Needs(Patient.Want(node.Configuration, $"haproxy.cfg of {node.Name}")),
        (_, []) => Needs($"what sends to '{backend}' in haproxy.cfg of {node.Name}, as far as it is read."),
        (_, var binds) => Pass($"{node.Name} binds {string.Join(", ", binds)}."),
    };

    // Every node's kubelet has the same endpoint in its kubeconfig: two addresses can't both be it.
    private static IEnumerable<DoctorNote> Differing(Patient patient)
    {
        var binds = patient.Files.Select(pair => (pair.Node, Bind: string.Join(", ", BindsOf(pair.File, patient.Backend)))).Where(pair => pair.Bind.Length > 0).GroupBy(pair => pair.Bind, StringComparer.Ordinal).ToArray();
        return binds.Length < 2 ? [] : [Fail($"The nodes bind different addresses, and one endpoint can't be all of them: {string.Join("; ", binds.Select(group => $"{group.Key} on {Wording.Names([.. group.Select(pair => pair.Node)])}"))}.")];
    }

    private static DoctorNote Names(NodeState master) => master.Certificates.FreshValue?.Of(ApiServer) switch
    {
        null => Needs(Patient.Want(master.Certificates, $"a look at the {ApiServer} certificate of {master.Name}")),
        { Missing: { IsEmpty: false } missing } => Fail($"The {ApiServer} certificate of {master.Name} does not name {string.Join(", ", missing)}."),
        var certificate => Pass($"The {ApiServer} certificate of {master.Name} names {string.Join(", ", certificate.Names.Take(6))}{(certificate.Names.Length > 6 ? ", …" : "")}."),
    };

    private static DoctorNote Way(NodeState node) => node.LocalEndpoint.FreshValue is { } probe
        ? probe.IsWell ? Pass($"The way through {node.Name}'s own endpoint works.") : Warn($"The way through {node.Name}'s own endpoint fails for {probe.Failed} of {probe.Attempts.Length} connections just now.")
        : Needs(Patient.Want(node.LocalEndpoint, $"a trial of {node.Name}'s own endpoint"));

    private static string? BindOf(Patient patient) => patient.Files.SelectMany(pair => BindsOf(pair.File, patient.Backend)).FirstOrDefault();

    private static string[] BindsOf(ConfigurationReading? file, string backend) =>
        [.. (file?.FrontendsOf(backend) ?? []).SelectMany(frontend => frontend.All("bind")).Where(line => line.Length > 1).Select(line => line[1])];
}
