using System.Text.Json;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Setup;

/// <summary>The configuration that follows from what the set-up found, for each topology.</summary>
public sealed class ClusterProposalTests
{
    private static readonly string[] Ips = ["10.0.42.1", "10.0.42.2", "10.0.42.3"];
    private static readonly string[] Servers = ["10.0.42.1:6443", "10.0.42.2:6443", "10.0.42.3:6443"];

    [Fact]
    public void HaProxyOnEveryNode_NeedsNothingButTheNodes()
    {
        var proposal = ClusterProposal.Of(Found.Cluster("127.0.0.1:5443", EveryNode()));

        var section = Section(proposal);
        Assert.Equal(["ClusterName", "Ssh", "Nodes", "Kubernetes"], Names(section));
        Assert.Equal("prod", section.GetProperty("ClusterName").GetString());
        Assert.Equal(
            [
                """{ "Name": "cp1", "Address": "10.0.42.1", "Role": "Master" }""",
                """{ "Name": "cp2", "Address": "10.0.42.2", "Role": "Master" }""",
                """{ "Name": "cp3", "Address": "10.0.42.3", "Role": "Master" }""",
                """{ "Name": "w1", "Address": "10.0.42.11", "Role": "Worker" }""",
            ],
            Nodes(section)
        );
        Assert.Contains("found: API backend kube, which lists cp1, cp2, cp3.", Lines(proposal));
        Assert.DoesNotContain(proposal.Notes, note => note.Origin is SetupOrigin.NotFound);
        Assert.Null(ClusterProposal.UnknownHolderOf(Found.Cluster("127.0.0.1:5443", EveryNode())));
    }

    [Fact]
    public void ALoadBalancerBeforeTheMasters_IsAskedFor_AndTheMastersHaveNoHaProxy()
    {
        DiscoveredMachine[] masters = [.. Ips.Select((ip, i) => Found.Machine($"cp{i + 1}", ip, NodeRole.Master))];
        var cluster = Found.Cluster("10.0.42.100:8443", masters);
        Assert.Equal("10.0.42.100", ClusterProposal.UnknownHolderOf(cluster));

        var proposal = ClusterProposal.Of(
            cluster with
            {
                Machines = cluster.Machines.Add(
                    Found.Machine("lb1", "10.0.42.21", NodeRole.LoadBalancer, Found.HaProxy(Found.Masters(Servers)))
                ),
            }
        );

        var section = Section(proposal);
        Assert.DoesNotContain("ControlPlane", Names(section)); // the default reads it from kubeadm
        Assert.Equal(
            """{ "Name": "cp1", "Address": "10.0.42.1", "Role": "Master", "HaProxy": { "Enabled": false } }""",
            Nodes(section)[0]
        );
        Assert.Equal("""{ "Name": "lb1", "Address": "10.0.42.21", "Role": "LoadBalancer" }""", Nodes(section)[3]);
    }

    [Fact]
    public void HaProxyOnTheMastersOnly_DisablesItOnTheWorkers()
    {
        var proposal = ClusterProposal.Of(
            Found.Cluster("10.0.42.100:8443", [.. Masters(), Found.Machine("w1", "10.0.42.11", NodeRole.Worker)])
        );

        Assert.EndsWith(
            """
            "Role": "Worker", "HaProxy": { "Enabled": false } }
            """.Trim(),
            Nodes(Section(proposal))[3],
            StringComparison.Ordinal
        );
        Assert.Contains("not found: w1 has no HAProxy: no process, no unit and no configuration.", Lines(proposal));
    }

    [Fact]
    public void IPv6WithoutKubeadm_TakesTheLocalEndpointFromTheBind()
    {
        string[] servers = ["[fd00:42::1]:6443", "[fd00:42::2]:6443", "[fd00:42::3]:6443"];
        const string File = """
            frontend api
                bind [::1]:7443
                default_backend kube
            backend kube
                server s1 [fd00:42::1]:6443
            """;
        var proposal = ClusterProposal.Of(
            Found.Cluster(
                null,
                Enumerable
                    .Range(1, 3)
                    .Select(i =>
                        Found.Machine(
                            $"cp{i}",
                            $"fd00:42::{i}",
                            NodeRole.Master,
                            Found.HaProxy(Found.Masters(servers)) with
                            {
                                Configuration = ConfigurationFile.Of(File, isCut: false),
                            }
                        )
                    ),
                server: "https://[fd00:42::1]:6443"
            )
        );

        var section = Section(proposal);
        Assert.Equal("fd00:42::1", section.GetProperty("Nodes")[0].GetProperty("Address").GetString());
        Assert.Equal(
            "https://[::1]:7443",
            section.GetProperty("ControlPlane").GetProperty("LocalEndpoint").GetString()
        );
        Assert.Contains("found: API backend kube, which lists cp1, cp2, cp3.", Lines(proposal));
    }

    [Fact]
    public void SpareSlotsOfAServerTemplate_AreNoGap()
    {
        var haProxy = Found.HaProxy([
            .. Found.Masters("10.0.42.3:6443", "10.0.42.1:6443", "10.0.42.2:6443"),
            A.Server("s4", "MAINT (resolution)", "", proxy: "kube"),
            A.Server("s5", "MAINT (resolution)", "", proxy: "kube"),
        ]);
        var proposal = ClusterProposal.Of(
            Found.Cluster(
                "127.0.0.1:5443",
                Ips.Select((ip, i) => Found.Machine($"cp{i + 1}", ip, NodeRole.Master, haProxy))
            )
        );

        Assert.Contains("found: API backend kube, which lists cp3, cp1, cp2.", Lines(proposal));
        Assert.DoesNotContain(proposal.Notes, note => note.Origin is SetupOrigin.NotFound);
    }

    [Fact]
    public void AMasterThatAnHaProxyDoesNotList_IsNamed()
    {
        var machines = EveryNode().ToArray();
        machines[3] = Found.Machine(
            "w1",
            "10.0.42.11",
            NodeRole.Worker,
            Found.HaProxy(Found.Masters(Servers[0], Servers[1]))
        );

        Assert.Contains(
            "not found: cp3 is not among the servers of kube.",
            Lines(ClusterProposal.Of(Found.Cluster("127.0.0.1:5443", machines)))
        );
    }

    [Fact]
    public void WhatMostNodesHave_IsSharedAndAnotherNodeHasItsOwn()
    {
        var usual = Found.HaProxy(Found.Masters(Servers)) with
        {
            Files = ["/etc/haproxy/haproxy.cfg", "/etc/haproxy/conf.d"],
            Socket = "/run/haproxy.sock",
        };
        var other = usual with { Socket = "/run/other.sock", MasterSocket = "/run/master.sock" };
        var section = Section(
            ClusterProposal.Of(
                Found.Cluster(
                    "127.0.0.1:5443",
                    [
                        Found.Machine("cp1", Ips[0], NodeRole.Master, usual),
                        Found.Machine("cp2", Ips[1], NodeRole.Master, other),
                        Found.Machine("cp3", Ips[2], NodeRole.Master, usual),
                    ]
                )
            )
        );

        Assert.Equal(
            """{"Socket":"/run/haproxy.sock","ConfigFiles":["/etc/haproxy/haproxy.cfg","/etc/haproxy/conf.d"]}""",
            JsonSerializer.Serialize(section.GetProperty("HaProxy"))
        );
        Assert.False(section.GetProperty("Nodes")[0].TryGetProperty("HaProxy", out _));
        Assert.Equal(
            """{"Socket":"/run/other.sock","MasterSocket":"/run/master.sock"}""",
            JsonSerializer.Serialize(section.GetProperty("Nodes")[1].GetProperty("HaProxy"))
        );
    }

    [Fact]
    public void AMasterSocketThatDoesNotRespond_IsNotUsed_AndTheReasonIsWritten()
    {
        var haProxy = Found.HaProxy(Found.Masters(Servers)) with
        {
            MasterFailure = Message.Verbatim("Permission denied"),
        };
        var proposal = ClusterProposal.Of(
            Found.Cluster("127.0.0.1:5443", [Found.Machine("cp1", Ips[0], NodeRole.Master, haProxy)])
        );

        Assert.Contains(
            "not found: the master socket of cp1 did not respond, so it is not used. Permission denied.",
            Lines(proposal)
        );
        Assert.DoesNotContain("MasterSocket", Document(proposal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ingress", "pod1", "10.244.0.7:8080")] // it leads to no apiserver
    [InlineData("api-backend", "master1", "127.0.0.1:29000")] // it is only named like the backend of the API
    public void OfTwoHaProxiesOnAMachine_TheOneThatListsTheMastersIsWatched(string proxy, string server, string address)
    {
        var other = Found.HaProxy(A.Server(server, address: address, proxy: proxy)) with { Socket = "/run/other.sock" };
        var api = Found.HaProxy(Found.Masters(Servers)) with { Socket = "/run/api.sock" };
        var proposal = ClusterProposal.Of(
            Found.Cluster(
                "127.0.0.1:5443",
                Ips.Select((ip, i) => Found.Machine($"cp{i + 1}", ip, NodeRole.Master, other, api))
            )
        );

        Assert.Equal("/run/api.sock", Section(proposal).GetProperty("HaProxy").GetProperty("Socket").GetString());
    }

    [Theory]
    [InlineData("https://10.0.42.100:6443", "https://10.0.42.100:6443", "10.0.42.100")] // a virtual address
    [InlineData("https://api.example:6443", "https://api.example:6443", "api.example")]
    [InlineData("https://10.0.42.2:6443", null, null)] // one master's own apiserver
    [InlineData("https://127.0.0.1:5443", null, null)]
    public void WithoutKubeadm_TheServerOfTheKubeconfigIsTheEndpoint_UnlessItIsOneNodes(
        string server,
        string? expected,
        string? holder
    )
    {
        var cluster = Found.Cluster(null, EveryNode(), server: server);
        var section = Section(ClusterProposal.Of(cluster));

        Assert.Equal(
            expected,
            section.TryGetProperty("ControlPlane", out var controlPlane)
                ? controlPlane.GetProperty("Endpoint").GetString()
                : null
        );
        Assert.Equal(holder, ClusterProposal.UnknownHolderOf(cluster));
    }

    [Fact]
    public void AMachineThatCouldNotBeRead_IsWritten_WithTheReason()
    {
        DiscoveredMachine[] machines =
        [
            .. Masters(),
            new(A.Name("w1"), NodeRole.Worker, "10.0.42.11") { Failure = Message.Verbatim("No route to host") },
        ];
        var proposal = ClusterProposal.Of(Found.Cluster("127.0.0.1:5443", machines));

        Assert.Contains(
            "not found: w1 could not be read. No route to host.",
            Document(proposal),
            StringComparison.Ordinal
        );
        Assert.Equal("""{ "Name": "w1", "Address": "10.0.42.11", "Role": "Worker" }""", Nodes(Section(proposal))[3]);
    }

    [Theory]
    [InlineData("a\nb\r\n}")]
    [InlineData("*/ \"x\": 1")]
    [InlineData("\", \"Access\": { \"ReadOnly\": false }, \"y\": \"")]
    [InlineData("\u2028\u0000\u001b[31m")]
    public void ForeignText_StaysInItsCommentOrString(string foreign)
    {
        DiscoveredMachine[] machines =
        [
            .. Masters(),
            new(A.Name("w1"), NodeRole.Worker, "10.0.42.11")
            {
                HaProxies = [new DiscoveredHaProxy([foreign], null) { Failure = Message.Verbatim(foreign) }],
                Presence = HaProxyPresence.Running,
                Failure = Message.Verbatim(foreign),
            },
        ];
        var proposal = ClusterProposal.Of(Found.Cluster(foreign, machines, name: foreign));

        var section = Section(proposal);
        Assert.Equal(foreign, section.GetProperty("ClusterName").GetString());
        Assert.Equal(["ClusterName", "Ssh", "Nodes", "Kubernetes"], Names(section));
        Assert.All(Document(proposal).Split('\n'), line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public void EveryValue_IsFoundAssumedOrNotFound_AndNoSecretIsWritten()
    {
        var proposal = ClusterProposal.Of(Found.Cluster(null, EveryNode(), name: null));
        var document = Document(proposal);

        Assert.Equal(
            [SetupOrigin.Found, SetupOrigin.Assumed, SetupOrigin.NotFound],
            proposal.Notes.Select(note => note.Origin).Distinct().Order()
        );
        Assert.All(Lines(proposal), line => Assert.Contains($"// {line}\n", document, StringComparison.Ordinal));
        Assert.Contains("HaDashboard hash-password", document, StringComparison.Ordinal);
        Assert.DoesNotContain("Access", Names(Section(document)));
    }

    private static IEnumerable<DiscoveredMachine> EveryNode() =>
        [.. Masters(), Found.Machine("w1", "10.0.42.11", NodeRole.Worker, Found.HaProxy(Found.Masters(Servers)))];

    private static IEnumerable<DiscoveredMachine> Masters() =>
        Ips.Select((ip, i) => Found.Machine($"cp{i + 1}", ip, NodeRole.Master, Found.HaProxy(Found.Masters(Servers))));

    private static string Document(ClusterProposal proposal) => proposal.Document;

    private static IEnumerable<string> Lines(ClusterProposal proposal) =>
        proposal.Notes.Select(note => note.Line.ToString());

    private static JsonElement Section(ClusterProposal proposal) => Section(proposal.Document);

    private static JsonElement Section(string document) =>
        JsonDocument
            .Parse(document, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })
            .RootElement.GetProperty("HaDashboard");

    private static string[] Names(JsonElement section) => [.. section.EnumerateObject().Select(member => member.Name)];

    private static string[] Nodes(JsonElement section) =>
        [.. section.GetProperty("Nodes").EnumerateArray().Select(node => node.GetRawText())];
}
