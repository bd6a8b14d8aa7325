using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Rules.Kubernetes;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>From the API's JSON to the findings of the rules for pods.</summary>
public sealed class PodFindingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 8, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void PodsLeftOverFromANodeShutdown_WithReadySuccessors_AreNoFinding() =>
        Assert.Empty(Findings(KubernetesFixture.List<V1PodList>("failed-pods.json"), ["w1", "w2"]));

    [Fact]
    public void PodsLeftOver_WithoutSuccessors_AreOneInfo()
    {
        var pods = KubernetesFixture.List<V1PodList>("failed-pods.json");
        pods.Items = [.. pods.Items.Take(2)];

        Assert.Equal(
            ["Info pod.left-over kube-system: 2 finished pods are left over in kube-system."],
            Findings(pods, ["w1", "w2"])
        );
    }

    [Fact]
    public void ARollout_OfADeploymentAndADaemonSet_IsInfoAtMost() =>
        Assert.Equal(
            ["Info pod.not-ready kube-system/agent-b: agent-b is new and not ready yet (ContainerCreating)."],
            Findings(
                Pods(
                    Running(
                        "coredns-6f-a",
                        "w1",
                        "ReplicaSet",
                        "coredns-6f",
                        """, "deletionTimestamp":"2026-01-08T12:00:20Z" """
                    ),
                    Running("coredns-7b-b", "w2", "ReplicaSet", "coredns-7b"),
                    Running("agent-a", "w1", "DaemonSet", "agent"),
                    """
                    {"metadata":{"name":"agent-b","namespace":"kube-system","creationTimestamp":"2026-01-08T11:59:30Z",
                      "ownerReferences":[{"apiVersion":"apps/v1","kind":"DaemonSet","name":"agent","controller":true}]},
                     "spec":{"nodeName":"w2","containers":[{"name":"agent"}]},
                     "status":{"phase":"Pending","conditions":[{"type":"Ready","status":"False"}],
                       "containerStatuses":[{"name":"agent","image":"","imageID":"","ready":false,"restartCount":0,
                         "state":{"waiting":{"reason":"ContainerCreating"}}}]} }
                    """
                ),
                ["w1", "w2"]
            )
        );

    [Theory]
    [InlineData("kube-apiserver", "kube-controller-manager", "kube-scheduler")]
    [InlineData("svclb-traefik")]
    public void MastersWithoutAnEtcdPod_OrWithoutAnyComponentPod_AreNoFinding(params string[] staticPods) =>
        Assert.Empty(Findings(StaticPods(["cp1", "cp2", "cp3"], staticPods), ["cp1", "cp2", "cp3"]));

    [Fact]
    public void OneMasterOfThree_WithoutItsEtcdPod_IsAFinding()
    {
        var pods = StaticPods(
            ["cp1", "cp2", "cp3"],
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler"
        );
        pods.Items = [.. pods.Items.Where(pod => pod.Metadata.Name is not "etcd-cp2")];

        Assert.Equal(
            ["Critical pod.missing etcd: There is no etcd pod on cp2."],
            Findings(pods, ["cp1", "cp2", "cp3"])
        );
    }

    private static IEnumerable<string> Findings(V1PodList pods, string[] nodes)
    {
        var inventory = new ClusterInventory(
            "test",
            [
                .. nodes.Select(name => new InventoryNode(
                    NodeName.Parse(name),
                    name.StartsWith("cp", StringComparison.Ordinal) ? NodeRole.Master : NodeRole.Worker,
                    "10.0.0.1"
                )),
            ],
            "api",
            TimeSpan.FromSeconds(5)
        );
        ImmutableArray<Pod> mapped = [.. pods.Items.Select(PodMapper.Map).OfType<Pod>()];
        Assert.Equal(pods.Items.Count, mapped.Length);
        var snapshot = SnapshotReducer.Apply(
            ClusterSnapshot.For(inventory),
            SourceCatalogue.KubernetesNodes.Listed([.. nodes.Select(NodeOf)], Noon)
        );
        snapshot = SnapshotReducer.Apply(snapshot, SourceCatalogue.KubernetesPods.Listed(mapped, Noon));
        return Judge
            .Assess(ClusterDiagnosis.Of(snapshot))
            .Findings.Where(f =>
                f.Rule == PodNotReadyRule.Id
                || f.Rule == PodMissingRule.Id
                || f.Rule == PodLeftOverRule.Id
                || f.Rule == PodTerminatingRule.Id
            )
            .Select(f => $"{f.Severity} {f.Rule} {f.Subject}: {f.Message}");
    }

    private static Node NodeOf(string name) =>
        NodeMapper.Map(
            KubernetesJson.Deserialize<V1Node>(
                $$$"""{"metadata":{"name":"{{{name}}}"},"status":{"conditions":[{"type":"Ready","status":"True"}] } }"""
            )
        )!;

    // As RKE2, k3s and Talos have them: no labels of kubeadm.
    private static V1PodList StaticPods(string[] nodes, params string[] names) =>
        Pods([.. nodes.SelectMany(node => names.Select(name => Running($"{name}-{node}", node, "Node", node)))]);

    private static string Running(string name, string node, string kind, string owner, string more = "") =>
        $$"""
            {"metadata":{"name":"{{name}}","namespace":"kube-system","creationTimestamp":"2026-01-01T08:00:00Z",
              "ownerReferences":[{"apiVersion":"v1","kind":"{{kind}}","name":"{{owner}}","controller":true}]{{more}} },
             "spec":{"nodeName":"{{node}}","containers":[{"name":"main"}]},
             "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} }
            """;

    private static V1PodList Pods(params string[] items) =>
        KubernetesJson.Deserialize<V1PodList>($$"""{"items":[{{string.Join(',', items)}}] }""");
}
