using HaDashboard.Adapters.Kubernetes.Mapping;
using HaDashboard.Core.Facts.Kubernetes;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

public sealed class PodMapperTests
{
    private const string CrashLooping = """
        {"metadata":{"name":"p","namespace":"kube-system"},
         "spec":{"nodeName":"n","containers":[{"name":"c","image":"i:1"},{"name":"waits","image":"i:2"}]},
         "status":{"phase":"Running","containerStatuses":[{"name":"c","image":"i:1","imageID":"","ready":false,"restartCount":7,
           "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container"}},
           "lastState":{"terminated":{"exitCode":137,"signal":9,"reason":"OOMKilled",
             "startedAt":"2026-11-22T01:00:00Z","finishedAt":"2026-11-22T02:00:00Z"}}}]}}
        """;

    [Fact]
    public void Map_StaticPodOfV120_IsAComponentAndAMirror()
    {
        var pod = Captured("etcd-k8smaster1");

        Assert.Equal("kube-system/etcd-k8smaster1", pod.Key);
        Assert.Equal("k8smaster1", pod.Node!.Value);
        Assert.Equal(ControlPlaneComponent.Etcd, pod.Component);
        Assert.True(pod.IsMirror);
        Assert.Equal("Running", pod.Phase);
        Assert.True(pod.IsReady);
        var container = Assert.Single(pod.Containers);
        Assert.Equal(
            ("etcd", true, 0, ContainerPhase.Running),
            (container.Name, container.Ready, container.RestartCount, container.State.Phase)
        );
        Assert.NotNull(container.State.StartedAt);
        Assert.Null(container.LastTermination);
        Assert.Equal(new PodOwner("Node", "k8smaster1"), pod.Owner);
        Assert.Equal(
            [
                KeyValuePair.Create("client-cert-auth", "true"),
                KeyValuePair.Create("listen-client-urls", "https://127.0.0.1:2379,https://10.0.42.1:2379"),
                KeyValuePair.Create("listen-metrics-urls", "http://127.0.0.1:2381"),
            ],
            pod.Flags
        );
    }

    [Fact]
    public void Map_OtherPod_IsNotAComponent()
    {
        var pod = Captured("coredns-64df57d996-dtm2w");

        Assert.Null(pod.Component);
        Assert.False(pod.IsMirror);
        Assert.Equal("k8sworker1", pod.Node!.Value);
        Assert.Null(pod.DeletedAt);
        Assert.Equal(new PodOwner("ReplicaSet", "coredns-64df57d996"), pod.Owner);
        Assert.Empty(pod.Flags);
    }

    [Theory]
    [InlineData("""[{"kind":"A","name":"a"},{"kind":"Job","name":"b","controller":true}]""", "Job", "b")]
    [InlineData("""[{"kind":"A","name":"a","controller":false}]""", null, null)]
    [InlineData("""[{"kind":"A","controller":true}]""", null, null)]
    [InlineData("""[null]""", null, null)]
    [InlineData("null", null, null)]
    public void Map_Owner_IsTheControllingOwnerReference(string owners, string? kind, string? name)
    {
        var pod = Map($$"""{"metadata":{"name":"p","namespace":"s","ownerReferences":{{owners}}} }""")!;

        Assert.Equal(kind is null ? null : new PodOwner(kind, name!), pod.Owner);
    }

    [Theory]
    [InlineData("""{"command":["kube-apiserver","--secure-port=7443"]}""", "7443")]
    [InlineData("""{"command":["kube-apiserver"],"args":["--secure-port","7443"]}""", "7443")]
    [InlineData("""{"command":["kube-apiserver","--secure-port"],"args":["7443"]}""", "7443")]
    [InlineData("""{"args":["-secure-port=7443"]}""", "7443")]
    [InlineData("""{"args":["--secure-port=\"7443\""]}""", "7443")]
    [InlineData("""{"args":["--secure-port='7443'"]}""", "7443")]
    [InlineData("""{"args":["--secure-port=1","--secure-port=7443"]}""", "7443")]
    [InlineData("""{"args":["--secure-port","--bind-address=::"]}""", null)]
    [InlineData("""{"args":["--secure-port"]}""", null)]
    [InlineData("""{"args":["--secure-port="]}""", null)]
    [InlineData("""{"args":["secure-port=7443"]}""", null)]
    [InlineData("""{"args":["--secure-port=$(PORT)"]}""", null)]
    [InlineData("""{"command":["sh","-c","exec kube-apiserver \"--secure-port=7443\" 2>&1"]}""", "7443")]
    [InlineData("""{"command":[null],"args":null}""", null)]
    public void Map_Flags_AreReadFromCommandAndArguments(string container, string? port) =>
        Assert.Equal(port, ApiServer($"[{container}]").Flags.GetValueOrDefault("secure-port"));

    [Fact]
    public void Map_Flags_OfASidecar_AreNotTheComponents()
    {
        var pod = ApiServer(
            """
            [{"name":"healthcheck","args":["--secure-port=3990"]},
             {"name":"kube-apiserver","args":["--bind-address=$(HOST)","--client-cert-auth","--port","0"],
              "env":[{"name":"HOST","valueFrom":{"fieldRef":{"fieldPath":"status.hostIP"}}},{"name":"A","value":"b"},null]}]
            """
        );

        Assert.Equal(
            [
                KeyValuePair.Create("bind-address", "2001:db8::1"),
                KeyValuePair.Create("client-cert-auth", "true"),
                KeyValuePair.Create("port", "0"),
            ],
            pod.Flags
        );
    }

    [Fact]
    public void Map_Flags_NeverContainAnotherFlagOrASecret()
    {
        var endless = new string('9', 10_000);
        var pod = ApiServer(
            $$"""
            [{"args":["--token-auth-file=/etc/tokens.csv","--basic-auth","hunter2","--token=hunter2 --port=1",
              "--advertise-address={{endless}}","--etcd-servers=https://root:hunter2@10.0.0.1:2379"]}]
            """
        );

        Assert.Equal("etcd-servers", Assert.Single(pod.Flags).Key);
        Assert.DoesNotContain("hunter2", pod.Flags["etcd-servers"], StringComparison.Ordinal);
    }

    [Fact]
    public void Map_StaticPodOfRke2_IsAComponentByItsName()
    {
        var pod = Map(
            """
            {"metadata":{"name":"etcd-cp1","namespace":"kube-system","annotations":{"kubernetes.io/config.mirror":"x"},
              "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"cp1","controller":true}]},
             "spec":{"nodeName":"cp1","containers":[{"name":"etcd","command":["etcd","--config-file=/var/lib/rancher/etcd/config"]}]} }
            """
        )!;

        Assert.Equal(ControlPlaneComponent.Etcd, pod.Component);
        Assert.Empty(pod.Flags);
    }

    [Theory]
    [InlineData(
        """{"component":"kube-apiserver","tier":"control-plane"}""",
        "anything",
        ControlPlaneComponent.ApiServer
    )]
    [InlineData("""{"component":"kube-apiserver"}""", "anything", null)]
    [InlineData("""{"component":"weave","tier":"control-plane"}""", "weave-n", null)]
    [InlineData("null", "kube-scheduler-n", ControlPlaneComponent.Scheduler)]
    [InlineData("null", "kube-controller-manager-n", ControlPlaneComponent.ControllerManager)]
    [InlineData("null", "kube-scheduler-other", null)]
    [InlineData("null", "-n", null)]
    public void Map_Component_ByLabelOrByStaticName(string labels, string name, ControlPlaneComponent? component)
    {
        var fullName = name.StartsWith('-') ? "x" + name : name;
        var pod = Map(
            $$$"""
            {"metadata":{"name":"{{{fullName}}}","namespace":"kube-system","labels":{{{labels}}} },
             "spec":{"nodeName":"n","containers":[]}}
            """
        )!;

        Assert.Equal(component, pod.Component);
    }

    [Fact]
    public void Map_ADeploymentWithTheLabelsOfAComponent_IsNotAComponent() =>
        Assert.Null(
            Map(
                """
                {"metadata":{"name":"my-scheduler-5f-a","namespace":"kube-system",
                  "labels":{"component":"kube-scheduler","tier":"control-plane"},
                  "ownerReferences":[{"kind":"ReplicaSet","name":"my-scheduler-5f","controller":true}]} }
                """
            )!.Component
        );

    [Fact]
    public void Map_CrashLoop_KeepsTheLastTermination_AndContainersWithoutStatus()
    {
        var pod = Map(CrashLooping)!;

        Assert.True(pod.IsCrashLooping);
        Assert.Equal("CrashLoopBackOff", pod.StatusWord);
        Assert.Equal(7, pod.Restarts);
        Assert.Equal(
            new ContainerState(
                ContainerPhase.Terminated,
                "OOMKilled",
                null,
                137,
                9,
                new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero)
            ),
            pod.Containers[0].LastTermination
        );
        Assert.Equal(
            ("waits", "i:2", ContainerPhase.Unknown, false),
            (pod.Containers[1].Name, pod.Containers[1].Image, pod.Containers[1].State.Phase, pod.Containers[1].Ready)
        );
    }

    [Theory]
    [InlineData("""{"terminated":{"exitCode":0,"reason":"Completed"}}""", false)]
    [InlineData("""{"waiting":{"reason":"PodInitializing"}}""", false)]
    [InlineData("""{}""", false)]
    [InlineData("""{"terminated":{"exitCode":1,"reason":"Error"}}""", true)]
    [InlineData("""{"waiting":{"reason":"CrashLoopBackOff"}}""", true)]
    [InlineData("""{"running":{}}""", true)]
    public void Map_InitContainer_IsKeptWhileItIsTheReason(string state, bool kept)
    {
        var pod = Map(
            $$$"""
            {"metadata":{"name":"p","namespace":"kube-system"},"spec":{"initContainers":[{"name":"init"}],"containers":[{"name":"c"}]},
             "status":{"phase":"Pending","initContainerStatuses":[{"name":"init","image":"","imageID":"",
               "ready":false,"restartCount":0,"state":{{{state}}} }] } }
            """
        )!;

        Assert.Equal(kept, pod.Containers.Any(c => c.Name == "init"));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"metadata":{"name":"p"}}""")]
    [InlineData("""{"metadata":{"name":"a/b","namespace":"kube-system"}}""")]
    [InlineData("""{"metadata":{"name":"p","namespace":"kube system"}}""")]
    public void Map_WithoutAName_IsNull(string json) => Assert.Null(Map(json));

    [Theory]
    [InlineData("""{"metadata":{"name":"p","namespace":"s"}}""")]
    [InlineData(
        """{"metadata":{"name":"p","namespace":"s","labels":null,"annotations":null},"spec":null,"status":null}"""
    )]
    [InlineData(
        """
            {"metadata":{"name":"p","namespace":"s"},"spec":{"nodeName":"no such name!","containers":[null,{"name":null}]},
             "status":{"phase":null,"conditions":[null],"containerStatuses":[null,{"name":null}]}}
            """
    )]
    public void Map_OnlyAName_IsAPodWithoutData(string json)
    {
        var pod = Map(json)!;

        Assert.Equal("Unknown", pod.Phase);
        Assert.Null(pod.Node);
        Assert.False(pod.IsReady);
        Assert.Empty(pod.Containers);
    }

    [Fact]
    public void Map_HugeRestartCounts_SumWithoutOverflow()
    {
        var status = string.Join(
            ',',
            Enumerable
                .Range(0, 100)
                .Select(i => $$"""{"name":"c{{i}}","image":"","imageID":"","ready":false,"restartCount":2147483647}""")
        );
        var containers = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"name":"c{{i}}"}"""));
        var pod = Map(
            $$$"""
            {"metadata":{"name":"p","namespace":"s"},"spec":{"containers":[{{{containers}}}]},
             "status":{"containerStatuses":[{{{status}}}]}}
            """
        )!;

        Assert.Equal(1_000_000_000, pod.Restarts);
    }

    private static Pod Captured(string name) =>
        PodMapper.Map(KubernetesFixture.List<V1PodList>("pods.json").Items.Single(pod => pod.Metadata.Name == name))!;

    private static Pod ApiServer(string containers) =>
        Map(
            $$$"""
            {"metadata":{"name":"kube-apiserver-n","namespace":"kube-system"},
             "spec":{"nodeName":"n","containers":{{{containers}}} },"status":{"hostIP":"2001:db8::1"} }
            """
        )!;

    private static Pod? Map(string json) => PodMapper.Map(KubernetesJson.Deserialize<V1Pod>(json));
}
