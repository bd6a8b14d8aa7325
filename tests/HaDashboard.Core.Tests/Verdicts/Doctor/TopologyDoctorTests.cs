using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Doctor;

/// <summary>The facts of each check, and what it makes of them.</summary>
public sealed class TopologyDoctorTests
{
    [Fact]
    public void AClusterBuiltAsItShouldBe_PassesAllThatCanBeRead()
    {
        var report = Examined.Good().Report();

        Assert.Equal([.. Enumerable.Range(1, 16).Select(i => $"D{i}")], report.Checks.Select(check => check.Id));
        Assert.All(report.Checks, check => Assert.Equal((check.Id, DoctorState.Pass), (check.Id, check.State)));
        Assert.All(report.Checks, check => Assert.NotEmpty(check.Why.ToString()));
    }

    [Fact]
    public void NothingObserved_PassesNothing()
    {
        var report = TopologyDoctor.Examine(ClusterDiagnosis.Of(ClusterSnapshot.For(Scenario.InventoryOf())), A.Noon);

        Assert.All(report.Checks, check => Assert.Equal(DoctorState.NotChecked, check.State));
        Assert.All(report.Checks.SelectMany(check => check.Notes), note =>
            Assert.StartsWith("Not checked: needs ", note.Text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void NoNodeAtAll_PassesNothing() =>
        Assert.All(
            TopologyDoctor.Examine(ClusterDiagnosis.Of(ClusterSnapshot.For(ClusterInventory.Empty)), A.Noon).Checks,
            check => Assert.Equal(DoctorState.NotChecked, check.State)
        );

    [Fact]
    public void OldFacts_PassNothingButWhatDoesNotAge()
    {
        var snapshot = SnapshotReducer.Apply(Examined.Good().Snapshot, new ClockTicked(A.Noon.AddHours(1)));

        var passed = TopologyDoctor
            .Examine(ClusterDiagnosis.Of(snapshot), A.Noon.AddHours(1))
            .In(DoctorState.Pass)
            .Select(check => check.Id);

        Assert.Equal(["D8", "D15"], passed); // a certificate does not change its end, and the key is tried weekly
    }

    [Fact]
    public void TheArticlesFile_WorksAndHasItsFourWeakSpots()
    {
        var report = Examined.Good(Examined.ArticlesFile).Report();

        Assert.Equal(["D5", "D6", "D10", "D12"], report.In(DoctorState.Warn).Select(check => check.Id));
        Assert.Empty(report.In(DoctorState.Fail));
    }

    [Fact]
    public void D5_OfTheArticlesFile_GivesTheBackendOfThisVeryCluster()
    {
        var fix = Examined.Good(Examined.ArticlesFile).Check("D5").Fix!.Snippet;

        Assert.Equal(
            """
            backend api-backend
                mode tcp
                balance roundrobin
                option httpchk GET /readyz
                http-check expect status 200
                default-server check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt inter 2s fall 3 rise 2
                server master1 10.0.42.1:6443
                server master2 10.0.42.2:6443
                server master3 10.0.42.3:6443

            """.ReplaceLineEndings("\n"),
            fix
        );
        Assert.Equal(
            DoctorState.Pass,
            Examined
                .Good(
                    Examined.ArticlesFile[
                        ..Examined.ArticlesFile.LastIndexOf("backend api-backend\n", StringComparison.Ordinal)
                    ] + fix
                )
                .Check("D5")
                .State
        ); // its own medicine works
    }

    [Fact]
    public void D1_NodesOfTheApiThatNobodyWatches_AreListedWithTheLinesToAdd()
    {
        var scenario = Examined
            .Good()
            .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8sworker9", ip: "10.0.42.19"), A.Noon));

        var check = scenario.Check("D1");
        Assert.Equal(DoctorState.Warn, check.State);
        Assert.Equal(
            """{ "Name": "k8sworker9", "Address": "10.0.42.19", "Role": "Worker" },""" + "\n",
            check.Fix!.Snippet
        );
        Assert.Equal(["k8sworker9"], scenario.Report().Unwatched.Select(node => node.Value));
    }

    [Fact]
    public void D1_KnowsANodeWithoutHaProxyFromOneThatCantBeAsked()
    {
        Assert.Equal(
            DoctorState.Fail,
            Examined.Good().Fails(FailureKind.SocketRefused, "k8sworker1").Check("D1").State
        );
        Assert.Equal(
            DoctorState.Warn,
            Examined.Good().Fails(FailureKind.SocketNotFound, "k8sworker1").Check("D1").State
        );
        Assert.Equal(
            DoctorState.NotChecked,
            Examined.Good().Fails(FailureKind.Timeout, "k8sworker1").Check("D1").State
        );
        Assert.Equal(DoctorState.NotChecked, Examined.Good().ApiFails().Check("D1").State);
        Assert.Equal(DoctorState.NotChecked, Examined.Good().WithoutKubernetes().Check("D1").State);
    }

    [Fact]
    public void D2_AMasterThatOneNodeLacks_OrHasElsewhere_Fails()
    {
        Assert.Equal(DoctorState.Fail, Examined.Good().NotListed("master3", "k8sworker1").Check("D2").State);
        Assert.Equal(
            DoctorState.Fail,
            Examined
                .Good()
                .Then(
                    SourceCatalogue.HaProxy.Observed(
                        A.Name("k8sworker1"),
                        A.Reading(
                            A.Server("master1", address: "10.0.42.1:6443"),
                            A.Server("master2", address: "10.0.42.2:6443"),
                            A.Server("master3", address: "10.9.9.9:6443")
                        ),
                        A.Noon
                    )
                )
                .Check("D2")
                .State
        );
        Assert.Equal(DoctorState.Fail, Examined.Good().NoBackend("k8sworker1").Check("D2").State);
        Assert.Equal(
            DoctorState.Fail,
            Examined
                .Good()
                .Then(SourceCatalogue.KubernetesNodes.Upserted(A.Node("k8smaster4", ip: "10.0.42.4"), A.Noon))
                .Check("D2")
                .State
        );
        Assert.Equal(
            DoctorState.NotChecked,
            Examined.Good().Fails(FailureKind.Timeout, "k8sworker1").Check("D2").State
        );
        Assert.Contains(
            "    server master3 10.0.42.3:6443 check\n",
            Examined.Good().NotListed("master3", "k8sworker1").Check("D2").Fix!.Snippet,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void D3_TwoBinds_AndACertificateWithoutTheName_Fail()
    {
        Assert.Equal(
            DoctorState.Fail,
            Examined
                .Good()
                .File(Examined.GoodFile.Replace(":5443", ":6444", StringComparison.Ordinal))
                .Check("D3")
                .State
        );
        Assert.Equal(
            DoctorState.Fail,
            Examined.Good().Then(Examined.Certificates("k8smaster2", 200, "127.0.0.1")).Check("D3").State
        );
    }

    [Theory]
    [InlineData("option httpchk GET /readyz", "option tcp-check", DoctorState.Warn)]
    [InlineData("option httpchk GET /readyz", "option ssl-hello-chk", DoctorState.Warn)]
    [InlineData("option httpchk GET /readyz", "option mysql-check", DoctorState.Warn)]
    [InlineData("option httpchk GET /readyz", "", DoctorState.Warn)]
    [InlineData(
        "option httpchk GET /readyz",
        "option tcp-check\n    tcp-check connect ssl\n    tcp-check expect string ok",
        DoctorState.Pass
    )]
    [InlineData("check check-ssl verify required", "check verify required", DoctorState.Warn)] // plain HTTP
    [InlineData("check check-ssl verify required", "check check-ssl verify none", DoctorState.Pass)]
    [InlineData("default-server check ", "default-server ", DoctorState.Fail)]
    [InlineData("10.0.42.3:6443", "10.0.42.3:6443 no-check", DoctorState.Fail)]
    public void D5_ReadsTheDepthOfTheCheck(string line, string instead, DoctorState expected) =>
        Assert.Equal(
            expected,
            Examined.Good().File(Examined.GoodFile.Replace(line, instead, StringComparison.Ordinal)).Check("D5").State
        );

    [Fact]
    public void D5_WithoutTheFile_UsesTheResultsOfTheChecks()
    {
        Assert.Equal(DoctorState.Warn, Scenario.Whole().Check("D5").State); // L4OK
        Assert.Equal(DoctorState.Warn, Scenario.Whole().EveryServer("UP", "L6OK").Check("D5").State);
        Assert.Equal(DoctorState.Pass, Scenario.Whole().EveryServer("UP", "L7OK").Check("D5").State);
        Assert.Equal(DoctorState.NotChecked, Scenario.Whole().EveryServer("DOWN", "L4CON").Check("D5").State);
    }

    [Theory]
    [InlineData("20s", DoctorState.Fail)]
    [InlineData("20000", DoctorState.Fail)]
    [InlineData("50s", DoctorState.Warn)]
    [InlineData("1h", DoctorState.Pass)]
    [InlineData("24d", DoctorState.Pass)]
    [InlineData("\"${TUNNEL}\"", DoctorState.NotChecked)]
    public void D6_JudgesTheTunnel(string time, DoctorState expected) =>
        Assert.Equal(
            expected,
            Examined
                .Good()
                .File(Examined.GoodFile.Replace("tunnel 4h", $"tunnel {time}", StringComparison.Ordinal))
                .Check("D6")
                .State
        );

    [Theory]
    [InlineData("client 50s", "client 4h", DoctorState.Warn)] // the server's side cuts
    [InlineData("client 50s", "client 10s", DoctorState.Fail)]
    [InlineData("timeout client 50s", "", DoctorState.Warn)]
    public void D6_WithoutATunnel_TheShorterSideCuts(string line, string instead, DoctorState expected) =>
        Assert.Equal(
            expected,
            Examined
                .Good()
                .File(
                    Examined
                        .GoodFile.Replace("timeout tunnel 4h", "", StringComparison.Ordinal)
                        .Replace(line, instead, StringComparison.Ordinal)
                )
                .Check("D6")
                .State
        );

    [Theory]
    [InlineData(1, DoctorState.Warn)]
    [InlineData(2, DoctorState.Warn)]
    [InlineData(3, DoctorState.Pass)]
    [InlineData(4, DoctorState.Warn)]
    [InlineData(5, DoctorState.Pass)]
    public void D7_CountsTheMembers(int masters, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good(masters: masters).Check("D7").State);

    [Fact]
    public void D7_AMasterWithoutAMember_IsSaid() =>
        Assert.Equal(
            DoctorState.Warn,
            Examined
                .Good()
                .Then(
                    new SourceFailed(
                        new SourceId(SourceKind.Etcd, A.Name("k8smaster2")),
                        A.Failure(FailureKind.PortClosed),
                        A.After(1)
                    )
                )
                .Check("D7")
                .State
        );

    [Theory]
    [InlineData(-1, DoctorState.Fail)]
    [InlineData(3, DoctorState.Fail)]
    [InlineData(20, DoctorState.Warn)]
    [InlineData(31, DoctorState.Pass)]
    public void D8_CountsTheDays(int days, DoctorState expected) =>
        Assert.Equal(expected, Examined.Good().Then(Examined.Certificates("k8smaster3", days)).Check("D8").State);

    [Fact]
    public void D8_TheFixNamesTheRestart_InAComment() =>
        Assert.Equal(
            "kubeadm certs check-expiration\nkubeadm certs renew all\n# then restart the four static pods: "
                + "move their files out of /etc/kubernetes/manifests for 20 s, and back\n",
            Examined.Good().Then(Examined.Certificates("k8smaster3", 2)).Check("D8").Fix!.Snippet
        );

    [Theory]
    [InlineData(2, "2 masters: etcd needs 2 of them and tolerates 0 failures, the same as 1 master.")]
    [InlineData(3, "3 masters: etcd needs 2 of them and tolerates 1 failure.")]
    [InlineData(4, "4 masters: etcd needs 3 of them and tolerates 1 failure, the same as 3 masters.")]
    public void D7_NamesTheFailureTolerance(int masters, string expected) =>
        Assert.Contains(Examined.Good(masters: masters).Check("D7").Notes, note => note.Text.ToString() == expected);

    [Theory]
    [InlineData("stats socket /run/haproxy/admin.sock mode 666 level admin", DoctorState.Fail)]
    [InlineData("stats socket ipv4@0.0.0.0:9999 level admin", DoctorState.Fail)]
    [InlineData("stats socket 127.0.0.1:9999 level admin", DoctorState.Warn)]
    [InlineData("stats socket :9999 level user", DoctorState.Warn)]
    [InlineData("stats socket /run/haproxy/admin.sock level admin", DoctorState.NotChecked)]
    [InlineData("stats socket /run/haproxy/admin.sock mode 06x0 level admin", DoctorState.NotChecked)]
    [InlineData("maxconn 100", DoctorState.NotChecked)]
    public void D9_JudgesTheSocketsLine(string line, DoctorState expected) =>
        Assert.Equal(
            expected,
            Examined
                .Good()
                .File(
                    Examined.GoodFile.Replace(
                        "stats socket /run/haproxy/admin.sock mode 660 level admin",
                        line,
                        StringComparison.Ordinal
                    )
                )
                .Check("D9")
                .State
        );

    [Fact]
    public void D10_WhatMayStandBehindTheCut_IsNotMissing()
    {
        var file = Examined.GoodFile.Replace("hard-stop-after 30m", "", StringComparison.Ordinal);

        Assert.Equal(DoctorState.Warn, Examined.Good().File(file).Check("D10").State);
        Assert.Equal(DoctorState.NotChecked, Examined.Good().File(file, isCut: true).Check("D10").State);
    }

    [Theory]
    [InlineData("2.6.12-1+deb12u4", DoctorState.Pass)]
    [InlineData("2.4.30", DoctorState.Warn)] // ended in June 2026
    [InlineData("1.8.31", DoctorState.Warn)]
    [InlineData("1.9.16", DoctorState.Warn)]
    [InlineData("2.1.12-1~bpo10+1", DoctorState.Warn)]
    [InlineData("3.3-dev7-0a1b2c", DoctorState.Pass)]
    [InlineData("9.9.1", DoctorState.NotChecked)]
    [InlineData("unknown", DoctorState.NotChecked)]
    public void D11_KnowsTheBranchesEnd(string version, DoctorState expected) =>
        Assert.Equal(expected, Everywhere(version).Check("D11").State);

    [Fact]
    public void D11_VersionThatIsNotSupported_IsAWarningWithItsReason()
    {
        const string Reason = "HAProxy 1.5.18 is older than 1.8, the oldest version that is supported. Upgrade it.";
        var scenario = Examined
            .Good()
            .Then(
                new SourceFailed(
                    SourceId.HaProxy(A.Name("k8sworker1")),
                    A.Failure(FailureKind.Unsupported, Reason),
                    A.Noon
                )
            );

        Assert.Equal(DoctorState.Warn, scenario.Check("D11").State);
        Assert.Contains(scenario.Check("D11").Notes, note =>
            note.Text.ToString().Equals($"k8sworker1: {Reason}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void D11_TwoVersions_AreSaid()
    {
        var scenario = Examined
            .Good()
            .Then(
                SourceCatalogue.HaProxy.Observed(
                    A.Name("k8sworker1"),
                    A.Reading(A.Process(version: "3.0.5"), A.Server("master1")),
                    A.Noon
                )
            );

        Assert.Equal(DoctorState.Warn, scenario.Check("D11").State);
        Assert.Contains(scenario.Check("D11").Notes, note =>
            note.Text.ToString().Contains("3.0.5 on k8sworker1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void D12_WithoutAFileForTheState_IsSaid()
    {
        Assert.Equal(
            DoctorState.Warn,
            Examined
                .Good()
                .File(Examined.GoodFile.Replace("load-server-state-from-file global", "", StringComparison.Ordinal))
                .Check("D12")
                .State
        );
        Assert.Equal(
            DoctorState.Warn,
            Examined
                .Good()
                .File(Examined.GoodFile.Replace("server-state-file /var", "log /var", StringComparison.Ordinal))
                .Check("D12")
                .State
        ); // "global" of nothing
    }

    [Fact]
    public void AFileThatOneNodeDoesNotShow_IsNoPass_AndNoOtherNodesFault()
    {
        var scenario = Examined
            .Good(Examined.ArticlesFile)
            .Then(
                new SourceFailed(
                    new SourceId(SourceKind.HaProxyConfiguration, A.Name("k8sworker1")),
                    A.Failure(message: "Permission denied"),
                    A.After(1)
                )
            );

        foreach (var id in (string[])["D6", "D9", "D10", "D12"])
        {
            Assert.Contains(scenario.Check(id).Notes, note =>
                note is { State: DoctorState.NotChecked }
                && note.Text.ToString().Contains("k8sworker1: Permission denied", StringComparison.Ordinal)
            );
        }
    }

    private static Scenario Everywhere(string version) =>
        Examined
            .Good()
            .Then([
                .. Scenario
                    .InventoryOf()
                    .Nodes.Select(node =>
                        SourceCatalogue.HaProxy.Observed(
                            node.Name,
                            A.Reading(A.Process(version: version), A.Server("master1")),
                            A.Noon
                        )
                    ),
            ]);
}
