using CsCheck;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;
using static HaDashboard.Core.Tests.Topology.Machines;

namespace HaDashboard.Core.Tests.Topology;

/// <summary>
/// Clusters of every shape, made at random: a cluster in which every source is well is Healthy, and none is while a master does not serve.
/// </summary>
public sealed class EveryTopologyTests
{
    /// <summary>How people name and order the servers of their API backend.</summary>
    private enum Lines
    {
        Plain,
        OtherNames,
        OwnOnLoopback,
        Slots,
        Twice,
        TwoBackends,
    }

    /// <summary>Where the HAProxys are.</summary>
    private enum Places
    {
        EveryNode,
        MastersOnly,
        LoadBalancersOnly,
    }

    private static readonly Gen<Shape> GenShape = Gen.Select(
        Pick(1, 3, 5),
        Gen.Int[0, 3],
        Gen.Enum<Lines>(),
        Gen.Enum<Places>(),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (masters, workers, lines, places, isIpv6, hasIngress, hasBootstrap) =>
            new Shape(masters, workers, lines, places, isIpv6, hasIngress, hasBootstrap)
    );

    [Fact]
    public void EverySourceIsWell_IsHealthy_InEveryTopology()
    {
        GenShape.Sample(
            shape =>
            {
                var machines = Of(shape, down: 0);
                var verdict = machines.Verdict;
                Assert.True(
                    verdict.Level is Level.Healthy,
                    $"{shape}: {verdict.Level}, {verdict.Summary} {string.Join("; ", machines.Findings)}"
                );
                Assert.Equal(shape.Masters, machines.Diagnosis.Tolerance.Serving);
            },
            iter: 2000
        );
    }

    [Fact]
    public void AMasterThatDoesNotServe_IsNeverHealthy_AndIsCounted_InEveryTopology()
    {
        Gen.Select(GenShape, Gen.Int[1, 5], (shape, down) => (shape, down: ((down - 1) % shape.Masters) + 1))
            .Sample(
                made =>
                {
                    var machines = Of(made.shape, made.down);
                    var tolerance = machines.Diagnosis.Tolerance;
                    Assert.NotEqual(Level.Healthy, machines.Verdict.Level);
                    Assert.Equal(made.shape.Masters - 1, tolerance.Serving);
                    var column = machines.Diagnosis.Matrix.Single(column => column.Master?.Value == $"cp{made.down}");
                    Assert.True(column.IsDown, made.shape.ToString());
                },
                iter: 2000
            );
    }

    [Theory]
    [InlineData(3, 1, Level.AtRisk)]
    [InlineData(3, 0, Level.Healthy)]
    [InlineData(5, 1, Level.Degraded)]
    public void ALearner_HasNoVote(int masters, int learners, Level expected)
    {
        var machines = Masters(masters)
            .Then([
                .. Enumerable
                    .Range(1, masters)
                    .Select(i =>
                        SourceCatalogue.Etcd.Observed(
                            A.Name($"cp{i}"),
                            new Facts.Etcd.EtcdMember(Facts.Etcd.EtcdMemberSource.Metrics, true)
                            {
                                HasLeader = true,
                                IsLeader = i == 1,
                                IsLearner = i > masters - learners,
                            },
                            A.Noon
                        )
                    ),
            ]);

        Assert.Equal(expected, machines.Verdict.Level);
        Assert.Equal(
            learners,
            machines.Findings.Count(finding => finding.Contains("etcd.learner", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void AnExternalEtcd_IsNoMissingMember_AndItsSizeIsNotTheNumberOfMasters()
    {
        var machines = Masters(2)
            .Then(
                SourceCatalogue.KubeadmConfig.Observed(
                    new KubeadmConfig("127.0.0.1:5443", [])
                    {
                        EtcdIsExternal = true,
                        EtcdEndpoints =
                        [
                            "https://etcd1.example:2379",
                            "https://etcd2.example:2379",
                            "https://etcd3.example:2379",
                        ],
                    },
                    A.Noon
                )
            );

        Assert.Equal(Level.Healthy, machines.Verdict.Level);
        Assert.Null(machines.Diagnosis.Tolerance.Voters);
        Assert.Equal(1, machines.Diagnosis.Tolerance.Remaining);
        Assert.EndsWith(
            "one master may fail; etcd is external and not watched here.",
            Normal(machines.Verdict.Summary),
            StringComparison.Ordinal
        );
    }

    private static string Normal(string text) =>
        text.Replace("1 master may", "one master may", StringComparison.Ordinal);

    private static Machines Of(Shape shape, int down)
    {
        var machines = Masters(0);
        var balancers = shape.Places is Places.LoadBalancersOnly;
        for (var i = 1; i <= shape.Masters; i++)
        {
            machines.Add(
                new InventoryNode(A.Name($"cp{i}"), NodeRole.Master, shape.Address(i)) { HasHaProxy = !balancers }
            );
        }

        for (var i = 1; i <= shape.Workers; i++)
        {
            machines.Add(
                new InventoryNode(A.Name($"w{i}"), NodeRole.Worker, shape.Address(10 + i))
                {
                    HasHaProxy = shape.Places is Places.EveryNode,
                }
            );
        }

        for (var i = 1; balancers && i <= 2; i++)
        {
            machines.Add(new InventoryNode(A.Name($"lb{i}"), NodeRole.LoadBalancer, shape.Address(20 + i)));
        }

        return machines.EachLists(node => [.. ServersOf(shape, node, down)]);
    }

    private static IEnumerable<Server> ServersOf(Shape shape, string node, int down)
    {
        Server Line(string name, string address, int master, string proxy = "kube") =>
            Machines.Line(name, address, master == down ? "DOWN" : "UP", master == down ? "L4CON" : "L4OK", proxy);

        // A node started after a change in DNS numbers its slots in another order.
        var shift = shape.Lines is Lines.Slots ? node.Length + node[^1] : 0;
        for (var i = 1; i <= shape.Masters; i++)
        {
            var master = ((i - 1 + shift) % shape.Masters) + 1;
            var isOwn = shape.Lines is Lines.OwnOnLoopback && node == $"cp{master}";
            yield return shape.Lines switch
            {
                Lines.OtherNames => Line($"api_{(char)('a' + i)}", shape.Address(master), master),
                Lines.OwnOnLoopback when isOwn => Line("local", shape.IsIpv6 ? "::1" : "127.0.0.1", master),
                Lines.Slots => Line($"slot{i}", shape.Address(master), master),
                _ => Line($"cp{master}", shape.Address(master), master),
            };
            if (shape.Lines is Lines.Twice)
            {
                yield return Line($"cp{master}-b", shape.Address(master), master);
            }

            if (shape.Lines is Lines.TwoBackends)
            {
                yield return Line($"cp{master}", shape.Address(master), master, "kube-internal");
            }
        }

        if (shape.Lines is Lines.Slots)
        {
            yield return A.Server("slot9", "MAINT (resolution)", "", proxy: "kube");
        }

        if (shape.HasBootstrap)
        {
            yield return Machines.Line("bootstrap", shape.Address(99), "DOWN", "L4TOUT");
        }

        if (shape.HasIngress)
        {
            yield return Machines.Line("in1", shape.Address(11), "DOWN", "L4CON", "ingress") with
            {
                Address = "10.0.42.11:443",
            };
        }
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed record Shape(
        int Masters,
        int Workers,
        Lines Lines,
        Places Places,
        bool IsIpv6,
        bool HasIngress,
        bool HasBootstrap
    )
    {
        internal string Address(int i) => IsIpv6 ? $"fd00:42::{i:x}" : Ip(i);
    }
}
