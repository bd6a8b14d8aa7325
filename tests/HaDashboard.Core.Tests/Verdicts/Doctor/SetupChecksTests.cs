using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Doctor;

/// <summary>D3, D4 and D13 to D16: what the nodes and kubeadm say of how they were set up.</summary>
public sealed class SetupChecksTests
{
    [Theory]
    [InlineData("127.0.0.1:5443", DoctorState.Pass)]
    [InlineData("localhost:5443", DoctorState.Pass)]
    [InlineData("127.0.0.1:6443", DoctorState.Fail)]
    [InlineData("127.0.0.1", DoctorState.Fail)] // 6443
    [InlineData("10.0.42.100:5443", DoctorState.Fail)]
    [InlineData("k8s-api:5443", DoctorState.Fail)] // no certificate names it
    [InlineData("<script>", DoctorState.NotChecked)]
    [InlineData(null, DoctorState.Fail)]
    public void D3_ComparesTheBindWithKubeadmsEndpoint(string? endpoint, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good().Then(Examined.Kubeadm(endpoint)).Check("D3").State);

    [Theory]
    [InlineData("*:5443", "127.0.0.1:5443", true)]
    [InlineData(":5443", "10.0.0.9:5443", true)]
    [InlineData("0.0.0.0:5443,[::]:5443", "127.0.0.1:5443", true)]
    [InlineData("ipv4@127.0.0.1:5443", "127.0.0.1:5443", true)]
    [InlineData("127.0.0.1:5440-5450", "127.0.0.1:5443", true)]
    [InlineData("[::1]:5443", "[::1]:5443", true)]
    [InlineData("127.0.0.1:6443", "127.0.0.1:5443", false)]
    [InlineData("/run/api.sock", "127.0.0.1:5443", false)]
    [InlineData("127.0.0.1:5443", "api.example:6443", false)]
    [InlineData("127.0.0.1:5443", "api.example:5443", null)]
    [InlineData("127.0.0.1:${PORT}", "127.0.0.1:5443", null)]
    public void ABind_ServesAnEndpoint_OrNot_OrNobodyKnows(string bind, string endpoint, bool? expected) =>
        Assert.Equal(expected, ControlPlaneEndpoint.Parse(endpoint)!.IsServedBy(bind));

    [Fact]
    public void AnEndpointThatNoBindServes_IsAFinding_AndAnUnknownOneIsNone()
    {
        var elsewhere = Judge
            .Assess(ClusterDiagnosis.Of(Examined.Good().Then(Examined.Kubeadm("127.0.0.1:7443")).Snapshot))
            .Findings.Where(finding => finding.Rule.Value is "kubeadm.endpoint-mismatch")
            .ToArray();

        Assert.Equal(4, elsewhere.Length);
        Assert.All(elsewhere, RuleTests.AssertComplete);
        Assert.Contains("127.0.0.1:7443", elsewhere[0].Message, StringComparison.Ordinal);
        foreach (var endpoint in (string?[])["127.0.0.1:5443", "api.example:5443", null])
        {
            Assert.DoesNotContain(
                Judge.Assess(ClusterDiagnosis.Of(Examined.Good().Then(Examined.Kubeadm(endpoint)).Snapshot)).Findings,
                finding => finding.Rule.Value is "kubeadm.endpoint-mismatch"
            );
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1:5443", DoctorState.Pass)]
    [InlineData("https://10.0.42.1:6443", DoctorState.Fail)] // the first master alone
    [InlineData("https://k8smaster2:6443", DoctorState.Fail)]
    [InlineData("https://10.9.9.9:6443", DoctorState.Warn)]
    public void D4_KnowsAKubeProxyThatFallsWithOneMaster(string server, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good().Then(Examined.KubeProxy(server)).Check("D4").State);

    [Theory]
    [InlineData("k8sworker1", "https://10.0.42.1:6443", DoctorState.Fail)]
    [InlineData("k8smaster2", "https://10.0.42.1:6443", DoctorState.Fail)]
    [InlineData("k8smaster2", "https://10.0.42.2:6443", DoctorState.Pass)] // its own
    [InlineData("k8smaster2", "https://127.0.0.1:6443", DoctorState.Pass)]
    [InlineData("k8sworker1", "https://127.0.0.1:6443", DoctorState.Warn)] // nobody is there
    public void D4_JudgesAFileByTheNodeItIsOn(string node, string server, DoctorState expected) =>
        Assert.Equal(
            expected,
            Examined
                .Good()
                .Then(Examined.Servers(node, $"/etc/kubernetes/kubelet.conf:    server: {server}"))
                .Check("D4")
                .State
        );

    [Fact]
    public void Kubeconfigs_KeepAddressesAndNothingElse()
    {
        var read = KubeconfigServers.Parse(
            """
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: LS0tLS1CRUdJTi
                server: https://user:secret@10.0.42.1:6443/path?token=abc
                server: https://10.0.42.1:6443/k8s?token=abc#x
              token: server: https://stolen
            /etc/kubernetes/scheduler.conf:    server: "https://10.0.42.2:6443"
            $(reboot):    server: https://10.0.42.3:6443
            server: javascript:alert(1)
            client-key-data: c2VjcmV0
            """
        );

        Assert.Equal(
            [(null, "https://10.0.42.1:6443"), ("scheduler.conf", "https://10.0.42.2:6443")],
            read.All.Select(server => (server.File, server.Server))
        );
    }

    [Theory]
    [InlineData(0.5, DoctorState.Pass)]
    [InlineData(-0.5, DoctorState.Pass)]
    [InlineData(1.5, DoctorState.Warn)]
    [InlineData(-1.5, DoctorState.Warn)]
    [InlineData(20, DoctorState.Fail)]
    public void D13_ComparesTheNodesWithEachOther(double ahead, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good().Then(Examined.Clock("k8smaster2", ahead)).Check("D13").State);

    [Theory]
    [InlineData(0.5, "k8smaster2 is 0.50 s ± 0.05 s ahead of this host.")]
    [InlineData(-0.5, "k8smaster2 is 0.50 s ± 0.05 s behind this host.")]
    [InlineData(-1.5, "k8smaster2 is 1.50 s ± 0.05 s behind this host, at least 1.40 s from another node.")]
    public void D13_NamesTheSideAndTheError(double ahead, string expected) =>
        Assert.Contains(Examined.Good().Then(Examined.Clock("k8smaster2", ahead)).Check("D13").Notes, note =>
            note.Text.ToString() == expected
        );

    [Fact]
    public void D13_TheFixSaysWhatIsExpected_InAComment() =>
        Assert.Equal(
            "timedatectl show --property=NTPSynchronized --property=NTP\n"
                + "# expected: NTPSynchronized=yes; otherwise, on Debian: apt-get install chrony\n",
            Examined.Good().Then(Examined.Clock("k8smaster2", 20)).Check("D13").Fix!.Snippet
        );

    [Fact]
    public void D13_WhatIsNotFineEnough_IsNoPass_AndAHostThatIsOffIsSaid()
    {
        Assert.Equal(
            DoctorState.NotChecked,
            Examined.Good().Then(Examined.Clock("k8smaster2", 0.4, open: 1.5)).Check("D13").State
        );
        var off = Examined
            .Good()
            .Then([.. Scenario.InventoryOf().Nodes.Select(node => Examined.Clock(node.Name.Value, 30))])
            .Check("D13");
        Assert.Equal(DoctorState.Warn, off.State);
        Assert.Contains("This dashboard's host", off.Notes[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void D13_SeveralLooks_LeaveLessOpen_AndAClockThatWasSetBeginsAnew()
    {
        var first = Look(date: 0, sentAt: 0.2, receivedAt: 0.3); // ahead by -0.3 to 0.8
        var both = first.And(Look(date: 10, sentAt: 10.6, receivedAt: 10.7), TimeSpan.FromSeconds(10));

        Assert.Equal(-0.301, both.Least.TotalSeconds, 3); // a bad crystal's 100 parts in a million, in ten seconds
        Assert.Equal(0.4, both.Most.TotalSeconds, 3);
        Assert.Equal(
            60 - 20.1,
            both.And(Look(date: 60, sentAt: 20, receivedAt: 20.1), TimeSpan.FromSeconds(10)).Least.TotalSeconds,
            3
        );
    }

    [Theory]
    [InlineData(Examined.GoodUnit, DoctorState.Pass)]
    [InlineData(
        "UnitFileState=disabled\nExecReload=/usr/sbin/haproxy -c -f x\nExecReload=/bin/kill -USR2 $MAINPID",
        DoctorState.Fail
    )]
    [InlineData("UnitFileState=enabled\nExecReload=/bin/kill -USR2 $MAINPID", DoctorState.Warn)]
    [InlineData(
        "UnitFileState=enabled\nExecReload=-/usr/sbin/haproxy -c -f x\nExecReload=/bin/kill -USR2 $MAINPID",
        DoctorState.Warn
    )]
    [InlineData(
        "UnitFileState=enabled\nExecReload=/usr/sbin/haproxy -c -f x\nExecReload=\nExecReload=/bin/kill -USR2 $MAINPID",
        DoctorState.Warn
    )] // a drop-in
    [InlineData("UnitFileState=enabled\n[Service]\nExecStart=/usr/sbin/haproxy", DoctorState.Warn)]
    [InlineData(
        "[Service]\nExecReload=/usr/sbin/haproxy -c -f x\nExecReload=/bin/kill -USR2 $MAINPID",
        DoctorState.NotChecked
    )] // whether it starts at boot
    public void D14_ReadsTheUnit(string unit, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good().Then(Examined.Unit("k8sworker1", unit)).Check("D14").State);

    [Fact]
    public void WhatIsNoUnit_IsNone() =>
        Assert.Null(HaProxyUnit.Parse("Failed to get properties: Connection refused\n"));

    [Fact]
    public void D15_AKeyThatCanDoMore_IsAWarning_AndAnHostWithoutOneIsNone()
    {
        Assert.Equal(
            DoctorState.Warn,
            Examined
                .Good()
                .Then(
                    SourceCatalogue.OwnKey.Observed(
                        A.Name("k8sworker1"),
                        new KeyRights(HasKey: true, [Message.Verbatim("it runs any command")]),
                        A.Noon
                    )
                )
                .Check("D15")
                .State
        );
        Assert.Equal(
            DoctorState.Pass,
            Examined
                .Good()
                .Then(SourceCatalogue.OwnKey.Observed(A.Name("k8sworker1"), new KeyRights(HasKey: false, []), A.Noon))
                .Check("D15")
                .State
        );
    }

    [Fact]
    public void D16_ADifferenceFromTheCluster_ComesWithTheLinesToChange()
    {
        var check = Examined
            .Good()
            .Then(
                SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8smaster4", ip: "10.0.42.4"), A.Noon),
                SourceCatalogue.KubernetesNodes.Removed("k8sworker1", A.Noon)
            )
            .Check("D16");

        Assert.Equal(DoctorState.Fail, check.State); // a master that is not monitored
        Assert.Equal([DoctorState.Fail, DoctorState.Warn], check.Notes.Select(note => note.State));
        Assert.Equal(
            """
            { "Name": "k8smaster4", "Address": "10.0.42.4", "Role": "Master" },
            // remove from Nodes: { "Name": "k8sworker1", "Address": "10.0.42.11", "Role": "Worker" },

            """.ReplaceLineEndings("\n"),
            check.Fix!.Snippet
        );
    }

    [Theory]
    [InlineData(SourceKind.HaProxyUnit, "D14")]
    [InlineData(SourceKind.Kubeconfigs, "D4")]
    [InlineData(SourceKind.Clock, "D13")]
    [InlineData(SourceKind.OwnKey, "D15")]
    public void AFailedReading_IsNoPass_AndSaysWhy(SourceKind kind, string id)
    {
        var check = Examined
            .Good()
            .Then(
                new SourceFailed(
                    new SourceId(kind, A.Name("k8sworker1")),
                    A.Failure(message: "sudo: a password is required"),
                    A.After(1)
                )
            )
            .Check(id);

        Assert.Equal(DoctorState.NotChecked, check.State);
        Assert.Contains("sudo: a password is required", check.Notes[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceKind.KubeadmConfig, "D3")]
    [InlineData(SourceKind.KubeProxyConfig, "D4")]
    public void AForbiddenConfigMap_IsNoPass_AndNoFinding(SourceKind kind, string id)
    {
        var scenario = Examined
            .Good()
            .Then(new SourceFailed(new SourceId(kind), A.Failure(FailureKind.Forbidden), A.After(1)));

        Assert.Equal(DoctorState.NotChecked, scenario.Check(id).State);
        Assert.Equal(
            Judge.Assess(ClusterDiagnosis.Of(Examined.Good().Snapshot)).Findings.Select(finding => finding.Key),
            Judge.Assess(ClusterDiagnosis.Of(scenario.Snapshot)).Findings.Select(finding => finding.Key)
        );
    }

    [Theory]
    [InlineData("D4", "Doctor:KubeconfigCommand")]
    [InlineData("D14", "Doctor:UnitCommand")]
    public void WithoutItsCommand_ACheckNamesTheKeyAndTheLine(string id, string key)
    {
        var scenario = Examined.Good();
        scenario.Inventory(inventory =>
            inventory with
            {
                Nodes = [.. inventory.Nodes.Select(node => node with { Doctor = DoctorCommands.None })],
            }
        );

        Assert.Equal(DoctorState.NotChecked, scenario.Check(id).State);
        Assert.Contains(scenario.Check(id).Notes, note => note.Text.ToString().Contains(key, StringComparison.Ordinal));
    }

    private static ClockBounds Look(double date, double sentAt, double receivedAt) =>
        ClockBounds.Of(A.After(date), TimeSpan.FromSeconds(1), A.After(sentAt), A.After(receivedAt));
}
