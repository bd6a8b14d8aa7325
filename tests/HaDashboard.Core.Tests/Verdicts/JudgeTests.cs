using System.Text.RegularExpressions;
using HaDashboard.Core.Diagnosis;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Diagnosis.Verdicts;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using Xunit;
using static HaDashboard.Core.Diagnosis.Verdicts.Level;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>
/// Scenario → level, sentence, findings. Three masters and one worker unless it says otherwise. A finding is written
/// <c>severity rule node subject</c>, with <c>*</c> where it is about more than one node, and a <c>~</c> before it where another
/// explains it.
/// </summary>
public sealed partial class JudgeTests
{
    private const string OneMore = "The control plane is serving; the cluster tolerates one failure.";
    private const string NoMore = "The control plane is serving; the cluster tolerates no further failure.";
    private const string Who = "The control plane is serving; the failure tolerance of etcd is unknown.";

    private static readonly Dictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        ["All well is healthy and says what it tolerates"] = new(
            Scenario.Whole(),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure."
        ),
        ["Five masters tolerate two"] = new(
            Scenario.Whole(5, 0),
            Healthy,
            "All 5 masters serve on all 5 nodes; the cluster tolerates 2 failures."
        ),
        ["Two masters tolerate nothing, and are not worse for it"] = new(
            Scenario.Whole(2, 0),
            Healthy,
            "Both masters serve on both nodes; it tolerates no failure."
        ),
        ["One master is healthy and tolerates nothing"] = new(
            Scenario.Whole(1, 0),
            Healthy,
            "The one master serves on the one node; it tolerates no failure."
        ),
        ["Addresses hidden by the socket's level change nothing"] = new(
            Scenario.Whole().HidesAddresses(),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure."
        ),
        ["Without Kubernetes configured, etcd stays unknown and is said so"] = new(
            Scenario.Whole().WithoutKubernetes(),
            Healthy,
            "All 3 masters serve on all 4 nodes; the failure tolerance of etcd is unknown."
        ),
        ["A server that tracks a checked one is not accused of having no check"] = new(
            Scenario.Whole().Server("master1", "UP", tracked: "other/master1"),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure."
        ),

        // servers
        ["A server DOWN on every node is one finding, not four"] = new(
            Scenario.Whole().Server("master1", "DOWN", "L4CON"),
            Degraded,
            $"master1 is DOWN on all 4 responding nodes (L4CON). {OneMore}",
            "Critical haproxy.server-down * api-backend/master1"
        ),
        ["A server DOWN with a check running keeps the star out of the sentence"] = new(
            Scenario.Whole().Server("master1", "DOWN 1/2", "* L4CON"),
            Degraded,
            $"master1 is DOWN on all 4 responding nodes (L4CON). {OneMore}",
            "Critical haproxy.server-down * api-backend/master1"
        ),
        ["A server DOWN on one node only is a broken way, with that node's name"] = new(
            Scenario.Whole().Server("master1", "DOWN", "L4CON", on: ["k8sworker1"]),
            Degraded,
            $"k8sworker1 cannot reach master1, but 3 other nodes can: the network path is broken, not the master. {OneMore}",
            "Warning haproxy.partial-view k8sworker1 api-backend/master1",
            "~ Warning haproxy.server-down k8sworker1 api-backend/master1"
        ),
        ["A server DOWN on three of four"] = new(
            Scenario.Whole().Server("master1", "DOWN", "L4CON", on: ["k8smaster1", "k8smaster2", "k8smaster3"]),
            Degraded,
            "k8smaster1, k8smaster2, k8smaster3 cannot reach master1, but k8sworker1 can: the network path is broken, "
                + $"not the master. {OneMore}",
            "Warning haproxy.partial-view * api-backend/master1",
            "~ Warning haproxy.server-down * api-backend/master1"
        ),
        ["Many nodes are counted, not named"] = new(
            Scenario
                .Whole(3, 7)
                .Server("master1", "DOWN", "L4CON", on: ["k8sworker1", "k8sworker2", "k8sworker3", "k8sworker4"]),
            Degraded,
            $"4 nodes cannot reach master1, but 6 other nodes can: the network path is broken, not the master. {OneMore}",
            "Warning haproxy.partial-view * api-backend/master1",
            "~ Warning haproxy.server-down * api-backend/master1"
        ),
        ["A server DOWN everywhere for different reasons names them"] = new(
            Scenario
                .Whole(3, 0)
                .Server("master1", "DOWN", "L4CON")
                .Server("master1", "DOWN", "L4TOUT", on: ["k8smaster2"]),
            Degraded,
            $"master1 is DOWN on all 3 responding nodes (L4CON, L4TOUT). {OneMore}",
            "Critical haproxy.server-down * api-backend/master1"
        ),
        ["A server DOWN here and MAINT there is two stories"] = new(
            Scenario.Whole(3, 0).Server("master1", "DOWN", "L4CON").Server("master1", "MAINT", on: ["k8smaster2"]),
            Degraded,
            $"master1 is DOWN on k8smaster1, k8smaster3 (L4CON); 1 other node reports another state. {OneMore}",
            "Warning haproxy.server-down * api-backend/master1",
            "Warning haproxy.server-down k8smaster2 api-backend/master1"
        ),
        ["MAINT on one node is somebody's intention"] = new(
            Scenario.Whole().Server("master1", "MAINT", on: ["k8sworker1"]),
            Degraded,
            $"master1 is MAINT on k8sworker1; 3 other nodes report another state. {OneMore}",
            "Warning haproxy.server-down k8sworker1 api-backend/master1"
        ),
        ["MAINT everywhere is still intended, so a warning"] = new(
            Scenario.Whole().Server("master1", "MAINT"),
            Degraded,
            $"master1 is MAINT on all 4 responding nodes. {OneMore}",
            "Warning haproxy.server-down * api-backend/master1"
        ),
        ["MAINT because a name does not resolve is nobody's intention"] = new(
            Scenario.Whole().Server("master1", "MAINT (resolution)"),
            Degraded,
            $"master1 is MAINT on all 4 responding nodes. {OneMore}",
            "Critical haproxy.server-down * api-backend/master1"
        ),
        ["DRAIN"] = new(
            Scenario.Whole().Server("master1", "DRAIN", "L4OK"),
            Degraded,
            $"master1 is DRAIN on all 4 responding nodes (L4OK). {OneMore}",
            "Warning haproxy.server-down * api-backend/master1"
        ),
        ["NOLB"] = new(
            Scenario.Whole().Server("master1", "NOLB", "L7STS"),
            Degraded,
            $"master1 is NOLB on all 4 responding nodes (L7STS). {OneMore}",
            "Critical haproxy.server-down * api-backend/master1"
        ),
        ["Weight 0 is UP and takes nothing"] = new(
            Scenario.Whole().Server("master1", "UP", "L4OK", weight: 0),
            Degraded,
            $"master1 is UP with weight 0 on all 4 responding nodes (L4OK). {OneMore}",
            "Warning haproxy.server-down * api-backend/master1"
        ),
        ["One failed check is not yet a finding"] = new(
            Scenario.Whole().Server("master1", "UP 2/3", "L4CON"),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure."
        ),
        ["Two of three servers DOWN everywhere leave nothing to lose"] = new(
            Scenario.Whole().Server("master1", "DOWN", "L4CON").Server("master2", "DOWN", "L4TOUT"),
            AtRisk,
            $"master1 is DOWN on all 4 responding nodes (L4CON). {NoMore}",
            "Critical haproxy.server-down * api-backend/master1",
            "Critical haproxy.server-down * api-backend/master2"
        ),
        ["All servers DOWN everywhere is Down, reported once for all nodes"] = new(
            Scenario.Whole().EveryServer("DOWN", "L4CON"),
            Down,
            "The API is unreachable: no server of 'api-backend' is available (4 of 4 HAProxys responding).",
            "Critical haproxy.no-server-up * api-backend",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Critical haproxy.server-down * api-backend/master3"
        ),
        ["All servers MAINT everywhere is Down too"] = new(
            Scenario.Whole(1, 0).EveryServer("MAINT"),
            Down,
            "The API is unreachable: no server of 'api-backend' is available (1 of 1 HAProxy responding).",
            "Critical haproxy.no-server-up k8smaster1 api-backend",
            "~ Warning haproxy.server-down k8smaster1 api-backend/master1"
        ),
        ["All servers DOWN on every responding node is Down, with the number of responding nodes"] = new(
            Scenario.Whole().EveryServer("DOWN", "L4CON").Fails(FailureKind.Timeout, "k8smaster1"),
            Down,
            "The API is unreachable: no server of 'api-backend' is available (3 of 4 HAProxys responding). k8smaster1 "
                + "is unreachable: SSH times out, HAProxy server master1 is DOWN on 3 of 3 responding nodes.",
            "Critical master.unreachable k8smaster1 host",
            "Critical haproxy.no-server-up * api-backend",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Critical haproxy.server-down * api-backend/master3",
            "~ Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["All servers DOWN on one worker cuts off that worker only"] = new(
            Scenario.Whole().EveryServer("DOWN", "L4CON", on: ["k8sworker1"]),
            Degraded,
            $"No server of 'api-backend' is available on k8sworker1. {OneMore}",
            "Critical haproxy.no-server-up k8sworker1 api-backend",
            "~ Warning haproxy.server-down k8sworker1 api-backend/master1",
            "~ Warning haproxy.server-down k8sworker1 api-backend/master2",
            "~ Warning haproxy.server-down k8sworker1 api-backend/master3"
        ),
        ["A server of another backend DOWN is a note and decides nothing"] = new(
            Scenario.Whole().ExtraServer(A.Server("web1", "DOWN", "L7STS", proxy: "ingress")),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure.",
            "Info haproxy.server-down * ingress/web1"
        ),

        // not monitored
        ["INI on one node after its reload is said calmly and is not green"] = new(
            Scenario.Whole().EveryServer("UP 1/3", "* INI", on: ["k8sworker1"]),
            Degraded,
            "HAProxy on k8sworker1 has not finished its first health check of master1, master2, master3: UP is not "
                + $"verified yet. {OneMore}",
            "Info haproxy.not-monitored k8sworker1 api-backend"
        ),
        ["INI of HAProxy 3.4, below zero, is the same"] = new(
            Scenario.Whole().Server("master2", "UP -1/3", "INI", on: ["k8sworker1"]),
            Degraded,
            $"HAProxy on k8sworker1 has not finished its first health check of master2: UP is not verified yet. {OneMore}",
            "Info haproxy.not-monitored k8sworker1 api-backend/master2"
        ),
        ["INI everywhere proves nothing, so nothing is known"] = new(
            Scenario.Whole(1, 0).EveryServer("UP 1/3", "INI"),
            Level.Unknown,
            "HAProxy on k8smaster1 has not finished its first health check of master1: UP is not verified yet. No "
                + "apiserver is verified to serve: the state of the control plane is unknown.",
            "Info haproxy.not-monitored k8smaster1 api-backend/master1"
        ),
        ["A server without check is a warning, once"] = new(
            Scenario.Whole().Server("master1", "no check"),
            Degraded,
            $"master1 has no health check on all 4 responding nodes (status 'no check'), so its health is unknown. {OneMore}",
            "Warning haproxy.not-monitored * api-backend/master1"
        ),
        ["No server with a check is unknown, not Down: HAProxy does send there"] = new(
            Scenario.Whole(1, 1).EveryServer("no check"),
            Level.Unknown,
            "master1 has no health check on both responding nodes (status 'no check'), so its health is unknown. No "
                + "apiserver is verified to serve: the state of the control plane is unknown.",
            "Warning haproxy.not-monitored * api-backend/master1"
        ),
        ["UP without a check is no better than no check"] = new(
            Scenario.Whole().Server("master1", "UP", on: ["k8sworker1"]),
            Degraded,
            "master1 has no health check on k8sworker1 (status 'UP'), so its health is unknown; 3 other nodes report "
                + $"another state. {OneMore}",
            "Warning haproxy.not-monitored k8sworker1 api-backend/master1"
        ),
        ["A status nobody knows is no status"] = new(
            Scenario.Whole().Server("master1", "SIDE\nWAYS", "L4OK"),
            Degraded,
            $"master1 has the unrecognized status 'SIDE\\x0aWAYS' on all 4 responding nodes, so its health is unknown. {OneMore}",
            "Warning haproxy.not-monitored * api-backend/master1"
        ),
        ["Two of three on trust: what is proven tolerates nothing more"] = new(
            Scenario.Whole().Server("master1", "no check").Server("master2", "no check"),
            AtRisk,
            "master1 has no health check on all 4 responding nodes (status 'no check'), so its health is unknown. The "
                + "control plane is serving; the cluster may tolerate no further failure.",
            "Warning haproxy.not-monitored * api-backend/master1",
            "Warning haproxy.not-monitored * api-backend/master2"
        ),

        // configuration
        ["A master that one node does not list"] = new(
            Scenario.Whole().NotListed("master3", "k8sworker1"),
            Degraded,
            $"HAProxy on k8sworker1 does not list master3, but another node does. {OneMore}",
            "Warning haproxy.missing-master k8sworker1 api-backend/master3"
        ),
        ["A master that nobody lists is not all masters serving"] = new(
            Scenario.Whole().NotListed("master3"),
            Degraded,
            $"No responding HAProxy lists k8smaster3 in 'api-backend'. {OneMore}",
            "Warning haproxy.missing-master * api-backend"
        ),
        ["A master that nobody lists is counted where addresses are hidden"] = new(
            Scenario.Whole().NotListed("master3").HidesAddresses(),
            Degraded,
            $"'api-backend' lists 2 servers for 3 masters. {OneMore}",
            "Warning haproxy.missing-master * api-backend"
        ),
        ["A server known only from a stale node accuses nobody"] = new(
            Scenario.Whole().ExtraServer(A.Server("retired"), "k8sworker1").Fails(FailureKind.Timeout, "k8sworker1"),
            Degraded,
            $"HAProxy on k8sworker1 cannot be observed: the Timeout story. {OneMore}",
            "Warning haproxy.unreachable k8sworker1 haproxy"
        ),
        ["The backend missing on one node"] = new(
            Scenario.Whole().NoBackend("k8sworker1"),
            Degraded,
            $"HAProxy on k8sworker1 has no backend 'api-backend'. {OneMore}",
            "Critical haproxy.no-server-up k8sworker1 api-backend"
        ),
        ["The backend missing everywhere may be our own misspelling: unknown, not Down"] = new(
            Scenario.Whole().NoBackend(),
            Level.Unknown,
            "None of the 4 responding HAProxys has a backend 'api-backend'. No apiserver is verified to serve: the "
                + "state of the control plane is unknown.",
            "Critical haproxy.no-server-up * api-backend"
        ),
        ["The backend empty on one node"] = new(
            Scenario.Whole().EmptyBackend("k8sworker1"),
            Degraded,
            $"No server of 'api-backend' is available on k8sworker1. {OneMore}",
            "Critical haproxy.no-server-up k8sworker1 api-backend"
        ),
        ["The backend empty everywhere is Down"] = new(
            Scenario.Whole().EmptyBackend(),
            Down,
            "The API is unreachable: no server of 'api-backend' is available (4 of 4 HAProxys responding).",
            "Critical haproxy.no-server-up * api-backend"
        ),

        // sources
        ["HAProxy not running on a worker"] = new(
            Scenario.Whole().Fails(FailureKind.SocketRefused, "k8sworker1"),
            Degraded,
            $"HAProxy is not running on k8sworker1: clients there cannot reach the API through 127.0.0.1. {OneMore}",
            "Critical haproxy.process-down k8sworker1 haproxy"
        ),
        ["HAProxy not running on a master"] = new(
            Scenario.Whole().Fails(FailureKind.SocketRefused, "k8smaster2"),
            Degraded,
            $"HAProxy is not running on k8smaster2: clients there cannot reach the API through 127.0.0.1. {OneMore}",
            "Critical haproxy.process-down k8smaster2 haproxy"
        ),
        ["HAProxy running nowhere is Down: that is known, not unobserved"] = new(
            Scenario.Whole(1, 1).Fails(FailureKind.SocketRefused),
            Down,
            "The API is unreachable: HAProxy is not running on any node.",
            "Critical haproxy.process-down k8smaster1 haproxy",
            "Critical haproxy.process-down k8sworker1 haproxy"
        ),
        ["HAProxy not running here and unobserved there is unknown"] = new(
            Scenario
                .Whole(1, 1)
                .Fails(FailureKind.SocketRefused, "k8smaster1")
                .Fails(FailureKind.Timeout, "k8sworker1"),
            Level.Unknown,
            "No HAProxy responds (2 of 2 nodes failing): the state of the control plane is unknown.",
            "Critical haproxy.process-down k8smaster1 haproxy",
            "Warning haproxy.unreachable k8sworker1 haproxy"
        ),
        ["All HAProxys unreachable is unknown"] = new(
            Scenario.Whole(1, 1).Fails(FailureKind.Timeout),
            Level.Unknown,
            "No HAProxy responds (2 of 2 nodes failing): the state of the control plane is unknown.",
            "Warning haproxy.unreachable k8smaster1 haproxy",
            "Warning haproxy.unreachable k8sworker1 haproxy"
        ),
        ["The only HAProxy unreachable reads well in the singular"] = new(
            Scenario.Whole(1, 0).Fails(FailureKind.Timeout),
            Level.Unknown,
            "No HAProxy responds (1 of 1 node failing): the state of the control plane is unknown.",
            "Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["All but one unreachable is degraded"] = new(
            Scenario.Whole(1, 1).Fails(FailureKind.Timeout, "k8smaster1"),
            Degraded,
            "HAProxy on k8smaster1 cannot be observed: the Timeout story. Other nodes' HAProxys reach its apiserver, and its kubelet "
                + "reports to the API: only the dashboard's view of this node is lost. The control plane is serving; it tolerates "
                + "no failure.",
            "Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["All sources silent is unknown"] = new(
            Scenario.Whole(1, 1).Then(new ClockTicked(A.After(60))),
            Level.Unknown,
            "All HAProxy data is stale: the state of the control plane is unknown.",
            "Warning k8s.api-unreachable * Kubernetes API",
            "Warning source.stale k8smaster1 haproxy",
            "Warning source.stale k8sworker1 haproxy"
        ),
        ["Nothing observed yet is unknown"] = new(
            Scenario.Whole(1, 1).NeverObserved(),
            Level.Unknown,
            "Waiting for the first data.",
            "Warning source.stale k8smaster1 haproxy",
            "Warning source.stale k8sworker1 haproxy"
        ),
        ["One node not observed yet is not green"] = new(
            Scenario.Whole().NeverObserved("k8sworker1"),
            Degraded,
            $"HAProxy on k8sworker1 has not responded yet. {OneMore}",
            "Warning source.stale k8sworker1 haproxy"
        ),
        ["No node configured"] = new(Scenario.Whole(0, 0), Level.Unknown, "No node is configured."),
        ["No master configured"] = new(
            Scenario.Whole(0, 1).ExtraServer(A.Server("somewhere")),
            Level.Unknown,
            "No master is configured: the state of the control plane is unknown."
        ),

        // Kubernetes
        ["The API unreachable: nobody claims that the control plane works"] = new(
            Scenario.Whole().ApiFails(),
            Degraded,
            "The Kubernetes API does not respond, so the state of nodes and pods is unknown: no answer within 5 s. "
                + "HAProxy can send requests to 3 of 3 apiservers; the failure tolerance of etcd is unknown.",
            "Warning k8s.api-unreachable * Kubernetes API"
        ),
        ["The API that says 401 does answer"] = new(
            Scenario.Whole().ApiFails(FailureKind.Unauthorized, "401 for system:anonymous"),
            Degraded,
            "The Kubernetes API refuses the dashboard, so the state of nodes and pods is unknown: 401 for "
                + "system:anonymous. HAProxy can send requests to 3 of 3 apiservers; the failure tolerance of etcd is unknown.",
            "Warning k8s.api-unreachable * Kubernetes API"
        ),
        ["The API that says 500 does answer"] = new(
            Scenario.Whole().ApiFails(FailureKind.ServerError, "500 Internal Server Error"),
            Degraded,
            "The Kubernetes API returns an error, so the state of nodes and pods is unknown: 500 Internal Server "
                + "Error. HAProxy can send requests to 3 of 3 apiservers; the failure tolerance of etcd is unknown.",
            "Warning k8s.api-unreachable * Kubernetes API"
        ),
        ["The API unreachable and one apiserver DOWN: its etcd can't be counted on"] = new(
            Scenario.Whole().ApiFails().Server("master1", "DOWN", "L4TOUT"),
            AtRisk,
            "master1 is DOWN on all 4 responding nodes (L4TOUT). HAProxy can send requests to 2 of 3 apiservers; the "
                + "failure tolerance of etcd is unknown.",
            "Critical haproxy.server-down * api-backend/master1",
            "Warning k8s.api-unreachable * Kubernetes API"
        ),
        ["The API unreachable and one apiserver in maintenance: no reason to doubt its etcd"] = new(
            Scenario.Whole().ApiFails().Server("master1", "MAINT"),
            Degraded,
            "The Kubernetes API does not respond, so the state of nodes and pods is unknown: no answer within 5 s. "
                + "HAProxy can send requests to 2 of 3 apiservers; the failure tolerance of etcd is unknown.",
            "Warning k8s.api-unreachable * Kubernetes API",
            "Warning haproxy.server-down * api-backend/master1"
        ),
        ["The watch of pods refused while the API answers"] = new(
            Scenario
                .Whole()
                .Then(
                    new SourceFailed(
                        SourceId.KubernetesPods,
                        A.Failure(FailureKind.Forbidden, "pods is forbidden"),
                        A.After(1)
                    )
                ),
            Degraded,
            $"The watch of pods fails: pods is forbidden. {Who}",
            "Warning source.stale * pods"
        ),
        ["The watch of nodes silent while the API answers"] = new(
            Scenario
                .Whole()
                .Then([
                    new ClockTicked(A.After(6)),
                    new SourceAlive(SourceId.KubernetesApi, null, A.After(6)),
                    new SourceAlive(SourceId.KubernetesPods, null, A.After(6)),
                    .. Scenario
                        .Whole()
                        .Observations.OfType<SourceObserved<HaProxyReading>>()
                        .Select(o => SourceCatalogue.HaProxy.Observed(o.Node!, o.Value, A.After(6))),
                ]),
            Degraded,
            $"The watch of nodes is stale. {Who}",
            "Warning source.stale * nodes"
        ),
        ["A worker NotReady"] = new(
            Scenario.Whole().Node("k8sworker1", "False", "KubeletNotReady"),
            Degraded,
            $"Node k8sworker1 is NotReady (KubeletNotReady). {OneMore}",
            "Warning k8s.node-not-ready k8sworker1 node"
        ),
        ["A worker that the API reports as unreachable"] = new(
            Scenario.Whole().Node("k8sworker1", "Unknown", "NodeStatusUnknown"),
            Degraded,
            $"Node k8sworker1 is NotReady: the kubelet stopped posting status (NodeStatusUnknown). {OneMore}",
            "Warning k8s.node-not-ready k8sworker1 node"
        ),
        ["A node without a Ready condition"] = new(
            Scenario.Whole().Node("k8sworker1", null),
            Degraded,
            $"Node k8sworker1 has no Ready condition. {OneMore}",
            "Warning k8s.node-not-ready k8sworker1 node"
        ),
        ["A master that the API reports as unreachable: its etcd member is doubtful"] = new(
            Scenario.Whole().Node("k8smaster1", "Unknown", "NodeStatusUnknown"),
            AtRisk,
            "Node k8smaster1 is NotReady: the kubelet stopped posting status (NodeStatusUnknown). The control plane is "
                + "serving; the cluster may tolerate no further failure.",
            "Critical k8s.node-not-ready k8smaster1 node"
        ),
        ["Every kubelet silent while all apiservers serve is no lost quorum"] = new(
            Scenario.Whole().Node("k8smaster1", "Unknown").Node("k8smaster2", "Unknown").Node("k8smaster3", "Unknown"),
            AtRisk,
            "Node k8smaster1 is NotReady: the kubelet stopped posting status (Ready is Unknown). The control plane is "
                + "serving; the cluster may tolerate no further failure.",
            "Critical k8s.node-not-ready k8smaster1 node",
            "Critical k8s.node-not-ready k8smaster2 node",
            "Critical k8s.node-not-ready k8smaster3 node"
        ),
        ["A worker that the API does not know"] = new(
            Scenario.Whole().NotInApi("k8sworker1"),
            Degraded,
            $"Node k8sworker1 is in the inventory but not in the Kubernetes API. {OneMore}",
            "Warning k8s.node-not-ready k8sworker1 node"
        ),
        ["A master that the API does not know, perhaps misspelled, is no lost etcd and no four missing pods"] = new(
            Scenario.Whole().NotInApi("k8smaster1"),
            Degraded,
            $"Node k8smaster1 is in the inventory but not in the Kubernetes API. {Who}",
            "Warning k8s.node-not-ready k8smaster1 node"
        ),
        ["A host gone, and the API has not noticed yet: its etcd can't be counted on"] = new(
            Scenario.Whole().Server("master2", "DOWN", "L4TOUT").Fails(FailureKind.Timeout, "k8smaster2"),
            AtRisk,
            $"k8smaster2 is unreachable: SSH times out, HAProxy server master2 is DOWN on 3 of 3 responding nodes. {NoMore}",
            "Critical master.unreachable k8smaster2 host",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Warning haproxy.unreachable k8smaster2 haproxy"
        ),
        ["A host that only we can't reach"] = new(
            Scenario.Whole().Fails(FailureKind.Timeout, "k8smaster2"),
            Degraded,
            "HAProxy on k8smaster2 cannot be observed: the Timeout story. Other nodes' HAProxys reach its apiserver, and its kubelet "
                + $"reports to the API: only the dashboard's view of this node is lost. {OneMore}",
            "Warning haproxy.unreachable k8smaster2 haproxy"
        ),
        ["An etcd pod not ready on one of three"] = new(
            Scenario.Whole().PodNotReady(ControlPlaneComponent.Etcd, "k8smaster1"),
            AtRisk,
            $"etcd-k8smaster1 is not ready (Running). {NoMore}",
            "Critical pod.not-ready k8smaster1 kube-system/etcd-k8smaster1"
        ),
        ["An etcd pod not ready on two of three"] = new(
            Scenario.Whole().PodNotReady(ControlPlaneComponent.Etcd, "k8smaster1", "k8smaster2"),
            Down,
            "The control plane is down: etcd has lost quorum (2 of 3 members down).",
            "Critical pod.not-ready k8smaster1 kube-system/etcd-k8smaster1",
            "Critical pod.not-ready k8smaster2 kube-system/etcd-k8smaster2"
        ),
        ["Quorum lost is known even when no HAProxy responds"] = new(
            Scenario.Whole(1, 0).PodNotReady(ControlPlaneComponent.Etcd, "k8smaster1").Fails(FailureKind.Timeout),
            Down,
            "The control plane is down: etcd has lost quorum (1 of 1 member down).",
            "Critical pod.not-ready k8smaster1 kube-system/etcd-k8smaster1",
            "Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["The etcd pod of one master missing"] = new(
            Scenario.Whole().NoPod(ControlPlaneComponent.Etcd, "k8smaster1"),
            AtRisk,
            $"There is no etcd pod on k8smaster1. {NoMore}",
            "Critical pod.missing k8smaster1 etcd"
        ),
        ["No etcd pod anywhere: etcd runs elsewhere, which is not a lost quorum"] = new(
            Scenario.Whole(1, 0).NoPod(ControlPlaneComponent.Etcd, "k8smaster1"),
            Healthy,
            "The one master serves on the one node; the failure tolerance of etcd is unknown."
        ),
        ["No etcd pod anywhere although kubeadm installed it"] = new(
            Scenario
                .Whole(1, 0)
                .NoPod(ControlPlaneComponent.Etcd, "k8smaster1")
                .Then(SourceCatalogue.KubeadmConfig.Observed(new KubeadmConfig("127.0.0.1:5443", []), A.Noon)),
            Degraded,
            $"There is no etcd pod on k8smaster1. {Who}",
            "Critical pod.missing k8smaster1 etcd"
        ),
        ["A scheduler missing"] = new(
            Scenario.Whole().NoPod(ControlPlaneComponent.Scheduler, "k8smaster2"),
            Degraded,
            $"There is no kube-scheduler pod on k8smaster2. {OneMore}",
            "Critical pod.missing k8smaster2 kube-scheduler"
        ),
        ["A scheduler that ended, however well, is not ready"] = new(
            Scenario
                .Whole()
                .Pod(A.Pod(ControlPlaneComponent.Scheduler, "k8smaster1", ready: false) with { Phase = "Succeeded" }),
            Degraded,
            $"kube-scheduler-k8smaster1 is not ready (Succeeded). {OneMore}",
            "Critical pod.not-ready k8smaster1 kube-system/kube-scheduler-k8smaster1"
        ),
        ["A job that ended is no finding"] = new(
            Scenario.Whole().Pod(A.Pod("job", "k8sworker1", ready: false) with { Phase = "Succeeded" }),
            Healthy,
            "All 3 masters serve on all 4 nodes; the cluster tolerates one failure."
        ),
        ["Another pod not ready is a warning"] = new(
            Scenario.Whole().Pod(A.Pod("kube-proxy-x", "k8sworker1", ready: false)),
            Degraded,
            $"kube-proxy-x is not ready (Running). {OneMore}",
            "Warning pod.not-ready k8sworker1 kube-system/kube-proxy-x"
        ),
        ["An apiserver pod in a crash loop is one finding"] = new(
            Scenario.Whole().Pod(A.Pod(ControlPlaneComponent.ApiServer, "k8smaster1", ready: false, A.CrashLooping(5))),
            Degraded,
            $"kube-apiserver on k8smaster1 is in CrashLoopBackOff (5 restarts, last Error, exit code 1). {OneMore}",
            "Critical pod.crash-loop k8smaster1 kube-system/kube-apiserver-k8smaster1"
        ),
        ["One restart is singular, and what is not known is not said"] = new(
            Scenario.Whole().Pod(A.Pod("x", "k8sworker1", ready: false, containers: A.CrashLooping(1, exitCode: null))),
            Degraded,
            $"x is in CrashLoopBackOff (1 restart). {OneMore}",
            "Warning pod.crash-loop k8sworker1 kube-system/x"
        ),

        // whole masters
        ["One of three masters lost"] = new(
            Scenario.Whole().MastersLost(1),
            AtRisk,
            "k8smaster1 is unreachable: SSH has no route to it, HAProxy server master1 is DOWN on 3 of 3 responding "
                + $"nodes, its Kubernetes node is not Ready. {NoMore}",
            "Critical master.unreachable k8smaster1 host",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical k8s.node-not-ready k8smaster1 node",
            "~ Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["Two of three masters lost"] = new(
            Scenario.Whole().MastersLost(1, 2),
            Down,
            "The control plane is down: etcd has lost quorum (2 of 3 members down). k8smaster1, k8smaster2 are unreachable.",
            "Critical master.unreachable k8smaster1 host",
            "Critical master.unreachable k8smaster2 host",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Critical k8s.node-not-ready k8smaster1 node",
            "~ Critical k8s.node-not-ready k8smaster2 node",
            "~ Warning haproxy.unreachable k8smaster1 haproxy",
            "~ Warning haproxy.unreachable k8smaster2 haproxy"
        ),
        ["One of five masters lost"] = new(
            Scenario.Whole(5, 1).MastersLost(1),
            Degraded,
            "k8smaster1 is unreachable: SSH has no route to it, HAProxy server master1 is DOWN on 5 of 5 responding "
                + $"nodes, its Kubernetes node is not Ready. {OneMore}",
            "Critical master.unreachable k8smaster1 host",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical k8s.node-not-ready k8smaster1 node",
            "~ Warning haproxy.unreachable k8smaster1 haproxy"
        ),
        ["Two of five masters lost"] = new(
            Scenario.Whole(5, 1).MastersLost(1, 2),
            AtRisk,
            $"k8smaster1, k8smaster2 are unreachable. {NoMore}",
            "Critical master.unreachable k8smaster1 host",
            "Critical master.unreachable k8smaster2 host",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Critical k8s.node-not-ready k8smaster1 node",
            "~ Critical k8s.node-not-ready k8smaster2 node",
            "~ Warning haproxy.unreachable k8smaster1 haproxy",
            "~ Warning haproxy.unreachable k8smaster2 haproxy"
        ),
        ["Three of five masters lost"] = new(
            Scenario.Whole(5, 1).MastersLost(1, 2, 3),
            Down,
            "The control plane is down: etcd has lost quorum (3 of 5 members down). k8smaster1, k8smaster2, k8smaster3 are unreachable.",
            "Critical master.unreachable k8smaster1 host",
            "Critical master.unreachable k8smaster2 host",
            "Critical master.unreachable k8smaster3 host",
            "~ Critical haproxy.server-down * api-backend/master1",
            "~ Critical haproxy.server-down * api-backend/master2",
            "~ Critical haproxy.server-down * api-backend/master3",
            "~ Critical k8s.node-not-ready k8smaster1 node",
            "~ Critical k8s.node-not-ready k8smaster2 node",
            "~ Critical k8s.node-not-ready k8smaster3 node",
            "~ Warning haproxy.unreachable k8smaster1 haproxy",
            "~ Warning haproxy.unreachable k8smaster2 haproxy",
            "~ Warning haproxy.unreachable k8smaster3 haproxy"
        ),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    internal static Verdict VerdictOf(string name) => Cases[name].Scenario.Verdict;

    public static TheoryData<FailureKind> UnobservedKinds =>
        [.. Enum.GetValues<FailureKind>().Where(kind => kind is not FailureKind.SocketRefused)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Assess(string name)
    {
        var (scenario, level, summary, findings) = Cases[name];
        var verdict = scenario.Verdict;
        Assert.Equal(
            findings,
            verdict.Findings.Select(f =>
                $"{(f.IsCause ? "" : "~ ")}{f.Severity} {f.Rule} {f.Node?.Value ?? "*"} {f.Subject}"
            )
        );
        Assert.Equal(summary, Since().Replace(verdict.Summary, ""));
        Assert.Equal(level, verdict.Level);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Assess_EverySentence_ReadsAsOne(string name)
    {
        var verdict = Cases[name].Scenario.Verdict;
        Assert.All([verdict.Summary, .. verdict.Findings.Select(f => f.Message)], text =>
        {
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(BadGrammar(), text);
        });
        Assert.All(verdict.Findings, finding =>
        {
            Assert.NotEmpty(finding.Advice.ToString());
            Assert.DoesNotMatch(BadGrammar(), finding.Advice);
        });
    }

    [Theory]
    [MemberData(nameof(UnobservedKinds))]
    public void Assess_AnyOtherFailure_IsUnobservedAndNotCalledDown(FailureKind kind)
    {
        var finding = Assert.Single(Scenario.Whole().Fails(kind, "k8sworker1").Verdict.Findings);
        Assert.Equal(
            ("haproxy.unreachable", Severity.Warning, A.After(1)),
            (finding.Rule.Value, finding.Severity, finding.Since!.Value)
        );
        Assert.Equal($"HAProxy on k8sworker1 cannot be observed: the {kind} story.", finding.Message);
        Assert.DoesNotMatch(BadGrammar(), finding.Advice);
    }

    [Fact]
    public void Assess_FailureOnTheDashboardsOwnHost_AdvisesByName()
    {
        var inventory = Scenario.InventoryOf(1, 0);
        var verdict = Scenario
            .Whole(1, 0)
            .Inventory(i => i with { Nodes = [inventory.Nodes[0] with { Address = null }] })
            .Fails(FailureKind.Timeout)
            .Verdict;
        Assert.Equal(
            "Check that the host is up: ping k8smaster1; ssh k8smaster1",
            Assert.Single(verdict.Findings).Advice
        );
    }

    [Theory]
    [InlineData("MAINT (resolution)", "resolve")]
    [InlineData("MAINT (via api-backend/master2)", "via api-backend/master2")]
    [InlineData("MAINT", "This state was set through the runtime API or in haproxy.cfg")]
    [InlineData("DRAIN", "This state was set through the runtime API or in haproxy.cfg")]
    [InlineData("DRAIN (agent)", "agent")]
    [InlineData("DOWN (agent)", "agent")]
    [InlineData("DOWN", "10.0.42.1:6443")]
    public void Assess_ServerOutOfRotation_AdvisesByItsCause(string status, string word) =>
        Assert.Contains(
            word,
            Assert.Single(Scenario.Whole().Server("master1", status).Verdict.Findings).Advice,
            StringComparison.Ordinal
        );

    [Fact]
    public void Assess_CheckCodeFromOutside_CannotForgeTheSentence() =>
        Assert.Contains(
            "(\\x1b[31m)",
            Scenario.Whole().Server("master1", "DOWN", "\u001b[31m").Verdict.Summary,
            StringComparison.Ordinal
        );

    [Fact]
    public void Assess_Findings_CausesFirstAndTheGravestOfThem()
    {
        var verdict = Scenario
            .Whole()
            .ApiFails()
            .EveryServer("UP", "INI", on: ["k8smaster2"])
            .EveryServer("DOWN", "L4CON", on: ["k8sworker1"])
            .Verdict;
        Assert.Equal(
            verdict.Findings.OrderByDescending(f => f.IsCause).ThenByDescending(f => f.Severity),
            verdict.Findings
        );
        Assert.Equal(Severity.Critical, verdict.Findings[0].Severity);
        Assert.Equal(Severity.Info, verdict.Causes.Last().Severity);
        Assert.False(verdict.Findings[^1].IsCause);
    }

    [Fact]
    public void Assess_SameSnapshot_IsTheSameVerdict()
    {
        var snapshot = Scenario.Whole().MastersLost(1).Snapshot;
        var verdict = Judge.Assess(ClusterDiagnosis.Of(snapshot));
        Assert.Equal(verdict, Judge.Assess(ClusterDiagnosis.Of(snapshot)));
        Assert.Equal(verdict.GetHashCode(), Judge.Assess(ClusterDiagnosis.Of(snapshot)).GetHashCode());
    }

    [Fact]
    public void Matrix_FindsTheMasterBehindAServer_ByAddressOrByName_AndElseAdmitsIt()
    {
        Assert.Equal("k8smaster2", Column(Scenario.Whole(), "master2").Master!.Value);
        Assert.Null(Column(Scenario.Whole().HidesAddresses(), "master2").Master);
        Assert.Equal(
            2,
            Column(Scenario.Whole().ExtraServer(A.Server("k8smaster2")), "master2").Cells[0].Servers.Length
        );
        static MatrixColumn Column(Scenario scenario, string name) =>
            ClusterDiagnosis.Of(scenario.Snapshot).Matrix.Single(column => column.ServerName == name);
    }

    // When it began is the same in all of these; a test of its own looks at it.
    [GeneratedRegex(@" (\(since [0-9: -]+ UTC\)|since [0-9: -]+ UTC)", RegexOptions.CultureInvariant)]
    private static partial Regex Since();

    // Two blanks, "1 nodes", "both 2", a full stop too many, an empty bracket, a blank before a stop.
    [GeneratedRegex(
        @"  |(?<![\d.])1 (nodes|servers|restarts|masters|members|apiservers|HAProxys)\b|\.\.(?!\.)|\(\)|''"
            + @"| [.,;:](?:\s|$)|\bping *;|ssh *$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex BadGrammar();

    internal sealed record Case(Scenario Scenario, Level Level, string Summary, params string[] Findings);

    [Fact]
    public void EveryApiServerEnds_TheSentenceNamesThem_AndNotWhatFollows()
    {
        Assert.Equal(
            "The control plane is down: all 3 apiservers fail their health probes.",
            new Play(3).ApiServerEnds(1).ApiServerEnds(2).ApiServerEnds(3).Verdict.Summary
        );
        Assert.StartsWith(
            "The API is unreachable: no server",
            new Play(3).EveryServerDown().Verdict.Summary,
            StringComparison.Ordinal
        );
    }
}
