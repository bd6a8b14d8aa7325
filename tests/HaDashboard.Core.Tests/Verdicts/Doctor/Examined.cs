using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests.Verdicts.Doctor;

/// <summary>A cluster built as it should be, and what the doctor says of it.</summary>
internal static class Examined
{
    /// <summary>Nothing in it is to be mended.</summary>
    internal const string GoodFile = """
        global
            stats socket /run/haproxy/admin.sock mode 660 level admin
            stats timeout 30s
            server-state-file /var/lib/haproxy/server-state
            hard-stop-after 30m
        defaults
            mode tcp
            timeout connect 5s
            timeout client 50s
            timeout server 50s
        frontend api-front
            bind 127.0.0.1:5443
            default_backend api-backend
        backend api-backend
            option httpchk GET /readyz
            load-server-state-from-file global
            timeout tunnel 4h
            default-server check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt
            server master1 10.0.42.1:6443
            server master2 10.0.42.2:6443
            server master3 10.0.42.3:6443
        """;

    /// <summary>As the article has it, its relevant lines.</summary>
    internal const string ArticlesFile = """
        global
            stats socket /run/haproxy/admin.sock mode 660 level admin
            stats timeout 30s
        defaults
            mode tcp
            timeout connect 5000
            timeout client  50000
            timeout server  50000
        frontend api-front
            bind 127.0.0.1:5443
            mode tcp
            use_backend api-backend
        backend api-backend
            mode tcp
            option tcp-check
            balance roundrobin
            server master1  10.0.42.1:6443 check
            server master2  10.0.42.2:6443 check
            server master3  10.0.42.3:6443 check
        """;

    /// <summary>The output of systemctl show for the unit of Debian.</summary>
    internal const string GoodUnit =
        "UnitFileState=enabled\n"
        + "ExecReload={ path=/usr/sbin/haproxy ; argv[]=/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS ; "
        + NeverRun
        + "\nExecReload={ path=/bin/kill ; argv[]=/bin/kill -USR2 $MAINPID ; "
        + NeverRun;

    private const string NeverRun =
        "ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }";

    internal static SourceObserved<KubeadmConfig> Kubeadm(string? endpoint) =>
        SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig(endpoint, ["127.0.0.1"]), A.Noon);

    internal static SourceObserved<KubeProxyConfig> KubeProxy(string server) =>
        SourceCatalogue.KubeProxyConfig.Observed(new KubeProxyConfig(server), A.Noon);

    internal static SourceObserved<HaProxyUnit> Unit(string node, string text) =>
        SourceCatalogue.HaProxyUnit.Observed(A.Name(node), HaProxyUnit.Parse(text)!, A.Noon);

    internal static SourceObserved<KubeconfigServers> Servers(string node, string text) =>
        SourceCatalogue.Kubeconfigs.Observed(A.Name(node), KubeconfigServers.Parse(text), A.Noon);

    /// <param name="ahead">Seconds, known to 100 ms.</param>
    internal static SourceObserved<ClockBounds> Clock(string node, double ahead, double open = 0.1) =>
        SourceCatalogue.Clock.Observed(
            A.Name(node),
            new ClockBounds(TimeSpan.FromSeconds(ahead - (open / 2)), TimeSpan.FromSeconds(ahead + (open / 2))),
            A.Noon
        );

    internal static Scenario Good(string file = GoodFile, int masters = 3) =>
        Probed(Scenario.Whole(masters), masters)
            .Then([
                .. Scenario
                    .InventoryOf(masters)
                    .Nodes.Select(node =>
                        SourceCatalogue.HaProxyConfiguration.Observed(
                            node.Name,
                            NodeConfiguration.Read(ConfigurationFile.Of(file, isCut: false)),
                            A.Noon
                        )
                    ),
            ]);

    internal static DoctorCheck Check(this Scenario scenario, string id) =>
        scenario.Report().Checks.Single(check => check.Id == id);

    internal static DoctorReport Report(this Scenario scenario) =>
        TopologyDoctor.Examine(ClusterDiagnosis.Of(scenario.Snapshot), A.Noon);

    internal static Scenario File(this Scenario scenario, string file, bool isCut = false, string on = "k8sworker1") =>
        scenario.Then(
            SourceCatalogue.HaProxyConfiguration.Observed(
                A.Name(on),
                NodeConfiguration.Read(ConfigurationFile.Of(file, isCut)),
                A.Noon
            )
        );

    internal static SourceObserved<ServingCertificates> Certificates(
        string node,
        int days = 200,
        params string[] missing
    ) =>
        SourceCatalogue.Certificates.Observed(
            A.Name(node),
            new ServingCertificates(
                [
                    new ServingCertificate(
                        "kube-apiserver",
                        "CN=kube-apiserver",
                        "CN=kubernetes",
                        ["127.0.0.1", "10.0.42.1"],
                        A.Noon.AddYears(-1),
                        A.Noon.AddDays(days),
                        ServerIdentity.Verified,
                        [.. missing]
                    ),
                ],
                ImmutableSortedDictionary<string, Message>.Empty
            ),
            A.Noon
        );

    private static Scenario Probed(Scenario scenario, int masters)
    {
        scenario.Inventory(inventory =>
            inventory with
            {
                Probes = ProbeSchedule.Default,
                Nodes =
                [
                    .. inventory.Nodes.Select(node =>
                        node with
                        {
                            Doctor = DoctorCommands.Unit | DoctorCommands.Kubeconfig | DoctorCommands.Clock,
                        }
                    ),
                ],
            }
        );
        scenario.Then(Kubeadm("127.0.0.1:5443"), KubeProxy("https://127.0.0.1:5443"));
        foreach (var node in Scenario.InventoryOf(masters).Nodes)
        {
            scenario.Then(
                Clock(node.Name.Value, 0),
                Unit(node.Name.Value, GoodUnit),
                Servers(node.Name.Value, "/etc/kubernetes/kubelet.conf:    server: https://127.0.0.1:5443"),
                SourceCatalogue.OwnKey.Observed(node.Name, new KeyRights(HasKey: true, []), A.Noon)
            );
            scenario.Then(
                SourceCatalogue.LocalEndpoint.Observed(
                    node.Name,
                    new EndpointProbe(
                        [new EndpointAttempt(true, 200, TimeSpan.FromMilliseconds(3), null, null)],
                        ServerIdentity.Verified
                    ),
                    A.Noon
                )
            );
            if (node.Role is NodeRole.Master)
            {
                scenario.Then(
                    SourceCatalogue.Etcd.Observed(
                        node.Name,
                        new EtcdMember(EtcdMemberSource.Metrics, true) { HasLeader = true },
                        A.Noon
                    ),
                    Certificates(node.Name.Value)
                );
            }
        }

        return scenario;
    }
}
