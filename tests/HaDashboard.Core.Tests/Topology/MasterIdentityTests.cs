using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;
using static HaDashboard.Core.Tests.Topology.Machines;

namespace HaDashboard.Core.Tests.Topology;

/// <summary>Who is a master: a machine, found by address and port, whatever its server lines are called.</summary>
public sealed class MasterIdentityTests
{
    public static TheoryData<int> Sizes => [1, 3, 5];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void PlainLines_OfAnyName_AreHealthy(int masters)
    {
        var machines = Masters(masters)
            .EachLists(_ =>
                [.. Enumerable.Range(1, masters).Select(i => Line($"srv-{i:D2}", Ip(i), proxy: "k8s_api_6443"))]
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Equal(masters, machines.Diagnosis.Tolerance.Serving);
        Assert.All(machines.Diagnosis.Matrix, column => Assert.NotNull(column.Master));
    }

    [Fact]
    public void ATemplatesSlots_ThatDifferBetweenNodes_AreMatchedByAddress()
    {
        Server[] Slots(params Server[] used) =>
            [
                .. used,
                A.Server("cp4", "MAINT (resolution)", "", proxy: "kube"),
                A.Server("cp5", "MAINT (resolution)", "", proxy: "kube"),
            ];
        var machines = Masters(3)
            .Lists("cp1", Slots(Line("cp1", Ip(1)), Line("cp2", Ip(2)), Line("cp3", Ip(3), "DOWN", "L4CON")))
            .Lists("cp2", Slots(Line("cp1", Ip(3), "DOWN", "L4CON"), Line("cp2", Ip(1)), Line("cp3", Ip(2))))
            .Lists("cp3", Slots(Line("cp1", Ip(3), "DOWN", "L4CON"), Line("cp2", Ip(1)), Line("cp3", Ip(2))));

        Assert.Equal(["Critical haproxy.server-down * kube/cp3"], machines.Findings);
        Assert.Equal(2, machines.Diagnosis.Tolerance.Serving);
        Assert.Equal(["cp1", "cp2", "cp3"], machines.Diagnosis.Matrix.Select(column => column.Master!.Value));
        Assert.Null(machines.Diagnosis.Matrix[2].Common);
        Assert.Contains("cp3 is DOWN on all 3 responding nodes", machines.Verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void SpareSlots_AreNoFinding()
    {
        var machines = Masters(3)
            .EachLists(_ =>
                [
                    .. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i))),
                    A.Server("cp4", "MAINT (resolution)", "", proxy: "kube"),
                ]
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Empty(machines.Findings);
    }

    [Fact]
    public void AStaticLineThatDoesNotResolve_IsItsMastersFailure()
    {
        var machines = Masters(3)
            .EachLists(_ =>
                [Line("a", Ip(1)), Line("b", Ip(2)), A.Server("c", "MAINT (resolution)", "", proxy: "kube")]
            );

        Assert.Equal(["Critical haproxy.server-down * kube/c"], machines.Findings);
        Assert.Equal(2, machines.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void AMasterListedTwice_IsOneMachine()
    {
        var machines = Masters(3)
            .EachLists(_ =>
                [
                    .. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i))),
                    Line("cp1-again", Ip(1)),
                    Line("cp2-again", Ip(2)),
                ]
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void OneOfTwoMastersListedTwice_IsNoTolerance()
    {
        var machines = Masters(3)
            .EachLists(_ =>
                [
                    Line("cp1", Ip(1)),
                    Line("cp1-again", Ip(1)),
                    Line("cp2", Ip(2), "DOWN", "L4CON"),
                    Line("cp3", Ip(3), "DOWN", "L4CON"),
                ]
            );

        Assert.Equal(1, machines.Diagnosis.Tolerance.Serving);
        Assert.Equal(Level.AtRisk, machines.Verdict.Level);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void TheNodesOwnServer_OnLoopback_IsItsOwnMachine(string loopback)
    {
        var machines = Masters(3)
            .EachLists(node =>
                [
                    Line("local", loopback),
                    .. Enumerable.Range(1, 3).Where(i => $"cp{i}" != node).Select(i => Line($"cp{i}", Ip(i))),
                ]
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Empty(machines.Findings);
        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void OtherPortsOnLoopback_LeadAnywhere_AndAreNotTheNodesOwnMachine()
    {
        var machines = Masters(3)
            .WithoutKubernetes()
            .EachLists(node =>
                [
                    .. Enumerable
                        .Range(1, 3)
                        .Select(i => A.Server($"m{i}", address: $"127.0.0.1:{(node[^1] * 100) + i}", proxy: "api-backend")),
                ]
            );

        Assert.Equal(["m1", "m2", "m3"], machines.Diagnosis.Matrix.Select(column => column.ServerName));
        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
        Assert.Empty(machines.Findings);
    }

    [Fact]
    public void ADeadMasterBehindItsOwnLoopbackLine_IsNamed()
    {
        var machines = Masters(3)
            .Lists("cp1", Line("local", "127.0.0.1"), Line("cp2", Ip(2)), Line("cp3", Ip(3), "DOWN", "L4CON"))
            .Lists("cp2", Line("local", "127.0.0.1"), Line("cp1", Ip(1)), Line("cp3", Ip(3), "DOWN", "L4CON"))
            .Lists("cp3", Line("local", "127.0.0.1", "DOWN", "L4CON"), Line("cp1", Ip(1)), Line("cp2", Ip(2)));

        Assert.Equal(["Critical haproxy.server-down * kube/cp3"], machines.Findings);
        Assert.Equal(2, machines.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void ABootstrapMachineLeftIn_IsAHint_AndHidesNoMissingMaster()
    {
        Server[] With(int masters) =>
            [
                Line("bootstrap", "10.0.42.9", "DOWN", "L4TOUT"),
                .. Enumerable.Range(1, masters).Select(i => Line($"cp{i}", Ip(i))),
            ];

        var complete = Masters(3).EachLists(_ => With(3));
        Assert.Equal(Level.Healthy, complete.Verdict.Level);
        Assert.Equal(["Info haproxy.unknown-server * kube/bootstrap"], complete.Findings);

        var lacking = Masters(3).EachLists(_ => With(2));
        Assert.Contains("Warning haproxy.missing-master * kube", lacking.Findings);
        Assert.Equal(2, lacking.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void AVirtualAddressAmongTheServers_IsNoMaster_EvenWhileAMasterHoldsIt()
    {
        var machines = Masters(3)
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i))), Line("vip", "10.0.42.100")])
            .Then(
                SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig("10.0.42.100:8443", []), A.Noon),
                SourceCatalogue.NodeAddresses.Observed(
                    A.Name("cp1"),
                    new MachineAddresses(["10.0.42.1", "10.0.42.100"]),
                    A.Noon
                )
            );

        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
        Assert.Contains("Info haproxy.unknown-server * kube/vip", machines.Findings);
    }

    [Fact]
    public void AnEndpointThatIsAMastersOwnAddress_HidesNoMaster()
    {
        var machines = Masters(3, i => $"cp{i}.example")
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"x{i}", Ip(i)))])
            .Then(
                SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig($"{Ip(1)}:6443", []), A.Noon),
                SourceCatalogue.KubernetesNodes.Listed([.. Enumerable.Range(1, 3).Select(i => A.Node($"cp{i}", ip: Ip(i)))], A.Noon)
            );

        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
        Assert.Empty(machines.Diagnosis.Strangers);
    }

    [Fact]
    public void Ipv6_IsMatched_InAnySpelling()
    {
        var machines = Masters(3, i => $"FD00:42:0:0::{i}")
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"x{i}", $"fd00:42::{i}"))]);

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.All(machines.Diagnosis.Matrix, column => Assert.NotNull(column.Master));
    }

    [Fact]
    public void DnsNamesInTheInventory_AreResolvedByDnsOrByTheMachineItself()
    {
        var machines = Masters(3, i => $"cp{i}.example")
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"x{i}", Ip(i)))])
            .Then(
                SourceCatalogue.ResolvedAddresses.Observed(A.Name("cp1"), new MachineAddresses([Ip(1)]), A.Noon),
                SourceCatalogue.ResolvedAddresses.Observed(A.Name("cp2"), new MachineAddresses([Ip(2)]), A.Noon),
                SourceCatalogue.NodeAddresses.Observed(
                    A.Name("cp3"),
                    new MachineAddresses([Ip(3), "192.168.7.3"]),
                    A.Noon
                )
            );

        Assert.Equal(["cp1", "cp2", "cp3"], machines.Diagnosis.Matrix.Select(column => column.Master!.Value));
        Assert.Equal(Level.Healthy, machines.Verdict.Level);
    }

    [Fact]
    public void AnInventoryOnAnotherNetwork_FindsNoStrangers()
    {
        var machines = Masters(3, i => $"192.168.7.{i}")
            .WithoutKubernetes()
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i), proxy: "api-backend"))]);

        Assert.Equal(3, machines.Diagnosis.Tolerance.Serving);
        Assert.Empty(machines.Diagnosis.Strangers);
    }

    [Fact]
    public void FurtherAddresses_ArePartOfTheMachine()
    {
        var machines = Masters(0)
            .Add(new InventoryNode(A.Name("cp1"), NodeRole.Master, "192.168.7.1") { Addresses = [Ip(1), "fd00::1"] })
            .EachLists(_ => [Line("one", Ip(1)), Line("one-six", "fd00::1")]);

        Assert.Equal(1, machines.Diagnosis.Tolerance.Serving);
        Assert.Equal(Level.Healthy, machines.Verdict.Level);
    }

    [Fact]
    public void SeveralApiBackends_AreAllSeen_AndOneThatIsCutOffIsNamed()
    {
        Server[] Both(string second) =>
            [
                .. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i), proxy: "api-internal")),
                .. Enumerable
                    .Range(1, 3)
                    .Select(i => Line($"cp{i}", Ip(i), second, second == "UP" ? "L4OK" : "L7STS", "api-external")),
            ];

        Assert.Equal(Level.Healthy, Masters(3).EachLists(_ => Both("UP")).Verdict.Level);
        var cut = Masters(3).EachLists(_ => Both("DOWN"));
        Assert.Equal(Level.Degraded, cut.Verdict.Level);
        Assert.Contains("Critical haproxy.no-server-up * api-external", cut.Findings);
        Assert.Equal(3, cut.Diagnosis.Tolerance.Serving);
    }

    [Fact]
    public void OtherProxiesOfTheSameHaProxy_DecideNothing_WhateverTheirState()
    {
        var machines = Masters(3)
            .EachLists(_ =>
                [
                    .. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i))),
                    A.Server("w1", "UP", "L4OK", address: "10.0.42.11:443", proxy: "ingress-https"),
                    A.Server("w2", "DOWN", "L4CON", address: "10.0.42.12:443", proxy: "ingress-https"),
                    // on the masters' machines as well: another port is another service
                    A.Server("m1", "DOWN", "L4CON", address: $"{Ip(1)}:443", proxy: "ingress-on-masters"),
                    A.Server("m2", "DOWN", "L4CON", address: $"{Ip(2)}:443", proxy: "ingress-on-masters"),
                ]
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Equal(["kube"], machines.Diagnosis.Map.BackendNames);
        Assert.All(machines.Findings, finding =>
            Assert.StartsWith("Info haproxy.server-down", finding, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void LoadBalancers_InFrontOfMastersWithoutHaProxy()
    {
        var machines = Masters(0);
        for (var i = 1; i <= 3; i++)
        {
            machines.Add(new InventoryNode(A.Name($"cp{i}"), NodeRole.Master, Ip(i)) { HasHaProxy = false });
        }

        machines
            .Add(new InventoryNode(A.Name("lb1"), NodeRole.LoadBalancer, "10.0.42.21"))
            .Add(new InventoryNode(A.Name("lb2"), NodeRole.LoadBalancer, "10.0.42.22"))
            .EachLists(_ => [.. Enumerable.Range(1, 3).Select(i => Line($"cp{i}", Ip(i)))]);

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Empty(machines.Findings);
    }

    [Fact]
    public void ABackup_ThatIsUp_IsAMasterThatServes()
    {
        var machines = Masters(3)
            .EachLists(_ => [Line("cp1", Ip(1)), Line("cp2", Ip(2)), Line("cp3", Ip(3), "DOWN", "L4CON")]);

        Assert.Equal(2, machines.Diagnosis.Tolerance.Serving);
        Assert.Equal(Level.Degraded, machines.Verdict.Level);
    }

    [Fact]
    public void AnApiserverOnAnotherPort_IsFound_ByItsFlagOrBecauseNothingElseFits()
    {
        Server[] On(int port) =>
            [.. Enumerable.Range(1, 3).Select(i => A.Server($"cp{i}", address: $"{Ip(i)}:{port}", proxy: "kube"))];

        Assert.Equal(Level.Healthy, Masters(3).EachLists(_ => On(8443)).Verdict.Level);
        var flags = ImmutableSortedDictionary<string, string>.Empty.Add("secure-port", "8443");
        var known = Masters(3)
            .EachLists(_ =>
                [
                    .. On(8443),
                    .. Enumerable
                        .Range(1, 3)
                        .Select(i => A.Server($"in{i}", "DOWN", "L4CON", address: $"{Ip(i)}:443", proxy: "ingress")),
                ]
            )
            .Then([
                .. Enumerable
                    .Range(1, 3)
                    .Select(i =>
                        SourceCatalogue.KubernetesPods.Upserted(
                            A.Pod(ControlPlaneComponent.ApiServer, $"cp{i}") with
                            {
                                Flags = flags,
                            },
                            A.Noon
                        )
                    ),
            ]);
        Assert.Equal(["kube"], known.Diagnosis.Map.BackendNames);
        Assert.Equal(Level.Healthy, known.Verdict.Level);
    }
}
