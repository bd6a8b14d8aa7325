using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// D3. All clients on a node connect to the endpoint: HAProxy must listen there, and every serving certificate must contain it.
/// </summary>
internal sealed class EndpointCheck()
    : TopologyCheck(
        "D3",
        DoctorKubernetesTexts.EndpointTitle,
        DoctorKubernetesTexts.EndpointWhy,
        new DoctorSource(DoctorKubernetesTexts.EndpointSource, null)
    )
{
    private const string ApiServer = "kube-apiserver";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [
            .. context.Snapshot.Nodes.IsEmpty ? [] : Kubeadm(context),
            .. context.Files.Where(pair => pair.Node.HasHaProxy).Select(pair => Bind(pair.Node, pair.File, context)),
            .. Reach(context).IsShared ? BoundSomewhere(context) : Differing(context),
            .. context.Masters.Select(master => Names(master, context)),
            .. Reach(context).IsShared ? Shared(context) : Local(context),
        ];

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorKubernetesTexts.EndpointFixPlace,
            Message.Verbatim(
                $$"""
                kubectl -n kube-system get configmap kubeadm-config -o jsonpath='{.data.ClusterConfiguration}' \
                  | grep -A3 -e controlPlaneEndpoint -e certSANs

                frontend api-front
                    bind {{context.Endpoint?.ToString() ?? BindOf(context) ?? "127.0.0.1:5443"}}
                    default_backend {{context.Backend}}

                apiServer:
                  certSANs: ["{{context.Endpoint?.Host ?? "127.0.0.1"}}"]

                """
            )
        );

    private static IEnumerable<DoctorNote> Kubeadm(DoctorContext context)
    {
        var kubeadm = context.Snapshot.Kubernetes.Kubeadm;
        yield return !context.Snapshot.Inventory.WatchesKubernetes
            ? Needs(DoctorTexts.KubernetesNotConfigured(DoctorKubernetesTexts.KubeadmEndpoint))
        : kubeadm.FreshValue is not { } config
            ? Needs(DoctorContext.Want(kubeadm, DoctorKubernetesTexts.KubeadmEndpoint))
        : config.ControlPlaneEndpoint is null ? Fail(DoctorKubernetesTexts.KubeadmEndpointMissing)
        : context.Endpoint is { } endpoint ? Pass(DoctorKubernetesTexts.KubeadmEndpointSet(endpoint))
        : Needs(DoctorKubernetesTexts.KubeadmEndpointInvalid(config.ControlPlaneEndpoint));
    }

    private static EndpointView Reach(DoctorContext context) => context.Diagnosis.Endpoints;

    private static DoctorNote Bind(NodeState node, ParsedConfiguration? file, DoctorContext context)
    {
        var binds = BindsOf(file, context.BackendOf(node));
        var addresses = string.Join(", ", binds);
        var served = context.Endpoint is { } endpoint ? binds.Select(endpoint.IsServedBy).ToArray() : [];
        return file is null ? Needs(DoctorContext.WantFile(node))
            : binds.Length == 0 ? Needs(DoctorKubernetesTexts.FrontendNeeded(context.BackendOf(node), node.Name))
            : served.Length == 0 ? Pass(DoctorKubernetesTexts.Binds(node.Name, addresses))
            : served.Contains(true) ? Pass(DoctorKubernetesTexts.BindsEndpoint(node.Name, addresses, context.Endpoint))
            : served.Contains(null)
                ? Needs(DoctorKubernetesTexts.EndpointAddressNeeded(context.Endpoint!.Host, node.Name, addresses))
            : Reach(context).IsShared ? Pass(DoctorKubernetesTexts.Binds(node.Name, addresses))
            : Fail(DoctorKubernetesTexts.BindsOtherThanEndpoint(node.Name, addresses, context.Endpoint));
    }

    // One HAProxy that binds the shared address is enough. Without one, an external load balancer must answer.
    private static IEnumerable<DoctorNote> BoundSomewhere(DoctorContext context)
    {
        var endpoint = context.Endpoint;
        var binds = context.Files.SelectMany(pair => BindsOf(pair.File, context.BackendOf(pair.Node))).ToArray();
        if (endpoint is null || binds.Length == 0 || binds.Any(bind => endpoint.IsServedBy(bind) != false))
        {
            return [];
        }

        return
        [
            Reach(context).IsReachable switch
            {
                true => Pass(DoctorKubernetesTexts.EndpointBoundElsewhere(endpoint)),
                false => Fail(DoctorKubernetesTexts.EndpointBoundNowhere(endpoint)),
                _ => Needs(DoctorKubernetesTexts.EndpointProbeNeeded(endpoint)),
            },
        ];
    }

    // The kubelets of all nodes have the same endpoint in their kubeconfig, so only one of two addresses can be right.
    private static IEnumerable<DoctorNote> Differing(DoctorContext context)
    {
        var binds = context
            .Files.Select(pair =>
                (pair.Node, Bind: string.Join(", ", BindsOf(pair.File, context.BackendOf(pair.Node))))
            )
            .Where(pair => pair.Bind.Length > 0)
            .GroupBy(pair => pair.Bind, StringComparer.Ordinal)
            .ToArray();
        if (binds.Length < 2)
        {
            return [];
        }

        var list = binds.Select(group =>
            DoctorKubernetesTexts.BindsOnNodes(group.Key, Wording.Names([.. group.Select(pair => pair.Node)]))
        );
        return [Fail(DoctorKubernetesTexts.BindsDiffer(Message.Join("; ", list)))];
    }

    private static DoctorNote Names(NodeState master, DoctorContext context)
    {
        var endpoint = context.Endpoint;
        return master.Certificates.FreshValue?.Of(ApiServer) switch
        {
            null => Needs(
                DoctorContext.Want(
                    master.Certificates,
                    DoctorKubernetesTexts.CertificateReading(ApiServer, master.Name)
                )
            ),
            { Missing: var names } when Reach(context).UsedNames(names) is { IsEmpty: false } missing => Fail(
                DoctorKubernetesTexts.CertificateLacksNames(ApiServer, master.Name, string.Join(", ", missing))
            ),
            var certificate when endpoint is not null && !certificate.Names.Any(name => IsNamed(endpoint.Host, name)) =>
                Fail(DoctorKubernetesTexts.CertificateLacksEndpoint(ApiServer, master.Name, endpoint.Host)),
            var certificate => Pass(Contained(master, certificate.Names)),
        };
    }

    private static Message Contained(NodeState master, IReadOnlyCollection<string> names)
    {
        var first = string.Join(", ", names.Take(6));
        return names.Count > 6
            ? DoctorKubernetesTexts.CertificateContainsMore(ApiServer, master.Name, first)
            : DoctorKubernetesTexts.CertificateContains(ApiServer, master.Name, first);
    }

    private static bool IsNamed(string host, string name) =>
        name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (
            name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && host[dot..].Equals(name[1..], StringComparison.OrdinalIgnoreCase)
        );

    private static IEnumerable<DoctorNote> Local(DoctorContext context) =>
        Reach(context).Nodes.Select(node => Local(node.Node));

    private static IEnumerable<DoctorNote> Shared(DoctorContext context) =>
        from node in Reach(context).Nodes
        let address = Reach(context).HostPort
        select node.Answer switch
        {
            EndpointAnswer.Answered => Pass(DoctorKubernetesTexts.EndpointAnswersOn(node.Node.Name, address)),
            EndpointAnswer.Failed => Warn(DoctorKubernetesTexts.EndpointFailsOn(node.Node.Name, address)),
            _ => Needs(
                DoctorContext.Want(node.Node.Endpoint, DoctorKubernetesTexts.EndpointProbe(address, node.Node.Name))
            ),
        };

    private static DoctorNote Local(NodeState node) =>
        node.LocalEndpoint.FreshValue is { } probe
            ? probe.IsHealthy
                ? Pass(DoctorKubernetesTexts.LocalEndpointSucceeds(node.Name))
                : Warn(DoctorKubernetesTexts.LocalEndpointFails(probe.Failed, probe.Attempts.Length, node.Name))
            : Needs(DoctorContext.Want(node.LocalEndpoint, DoctorKubernetesTexts.LocalEndpointProbe(node.Name)));

    private static string? BindOf(DoctorContext context) =>
        context.Files.SelectMany(pair => BindsOf(pair.File, context.BackendOf(pair.Node))).FirstOrDefault();

    private static string[] BindsOf(ParsedConfiguration? file, string backend) =>
        file is null ? [] : [.. file.BindsOf(backend)];
}
