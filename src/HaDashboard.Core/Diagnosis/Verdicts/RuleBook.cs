using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Sources;
using static HaDashboard.Core.Diagnosis.Findings.Severity;
using From = HaDashboard.Core.Facts.Sources.SourceKind;

namespace HaDashboard.Core.Diagnosis.Verdicts;

/// <summary>Every rule there is. The documentation's table is made of this, and a test holds both to what the judge really says.</summary>
public static class RuleBook
{
    public static ImmutableArray<RuleEntry> Entries { get; } =
    [
        New(
            "cluster.partition",
            "nodes of one side see the masters of the other DOWN, in both directions or several at once, for 2 s",
            [Critical],
            "Each side sees only its own masters; only a majority can write.",
            "look at the network between the named sides; restart nothing",
            From.HaProxy
        ),
        New(
            "master.unreachable",
            "SSH to a master times out or finds no way, and its column is DOWN on every node that answers",
            [Critical],
            "Everything on this master is lost for the cluster.",
            "ping, console, power, switch port; touch no other master",
            From.HaProxy,
            From.Etcd,
            From.KubernetesNodes
        ),
        New(
            "node.silent",
            "for 2.5 s neither HAProxy nor any probe of a node was heard, while other nodes were; a warning once the facts are stale, until HAProxys have decided",
            [Warning, Info],
            "What runs there may be lost; what fails elsewhere at the same time may be its doing.",
            "ping, ssh; touch no other node until it is known",
            From.HaProxy,
            From.Etcd,
            From.ApiServer,
            From.LocalEndpoint
        ),
        New(
            "etcd.quorum-lost",
            "fewer etcd members are left than a majority",
            [Critical],
            "Nothing can be written: no pod is scheduled, replaced or evicted.",
            "bring a lost member back before anything else",
            From.Etcd,
            From.KubernetesPods
        ),
        New(
            "etcd.no-leader",
            "members answer, and a majority knows of no leader",
            [Critical],
            "Nothing can be written until one is elected.",
            "look at port 2380 between the masters and at their disks",
            From.Etcd
        ),
        New(
            "etcd.member-down",
            "a member does not run, hangs, or is cut off from the leader that others have",
            [Critical],
            "The apiserver beside it does not serve, and etcd stands one loss less.",
            "crictl ps -a, crictl logs, df -h /var/lib/etcd on that master",
            From.Etcd
        ),
        New(
            "etcd.unsettled",
            "for less than 5 s a member fails its own /health, or knows of no leader and nobody has named one since",
            [Warning],
            "Writes wait while a leader is elected.",
            "wait for the few seconds that an election takes; what stays is told by its cause",
            From.Etcd
        ),
        New(
            "etcd.at-quorum",
            "just a majority of the members is left, of a cluster made for better",
            [Critical],
            "The next loss stops the control plane.",
            "touch none of the remaining masters; bring the lost member back",
            From.Etcd,
            From.KubernetesPods
        ),
        New(
            "etcd.alarm",
            "a member raises NOSPACE or CORRUPT",
            [Critical],
            "etcd refuses writes, or can't be trusted.",
            "compact, defragment, disarm; for CORRUPT compare hashes first",
            From.Etcd
        ),
        New(
            "haproxy.process-down",
            "SSH works, and nobody listens on the admin socket",
            [Critical],
            "What runs on this node reaches the API no more.",
            "systemctl status haproxy; journalctl -u haproxy",
            From.HaProxy
        ),
        New(
            "haproxy.no-server-up",
            "a node's API backend is missing, or none of its servers takes traffic",
            [Critical],
            "This node is cut off from the API; where it is all nodes, everybody is.",
            "compare with the other rows; look at the masters if all are alike",
            From.HaProxy
        ),
        New(
            "haproxy.false-green",
            "HAProxy holds a server for UP, and the apiserver, asked on its master, hangs, is not well, or has been gone for 15 s",
            [Critical],
            "Every request that is sent there fails, a share of all there are.",
            "take it out of the rotation; let HAProxy check GET /readyz",
            From.ApiServer,
            From.HaProxy
        ),
        New(
            "apiserver.not-live",
            "a master's apiserver does not listen, hangs, or fails /livez",
            [Critical],
            "One apiserver less, and the controllers of that master with it.",
            "crictl ps -a, crictl logs on that master",
            From.ApiServer
        ),
        New(
            "apiserver.not-ready",
            "a master's apiserver lives and fails /readyz",
            [Critical],
            "It should get no requests, and may get them.",
            "/readyz?verbose names the check that fails",
            From.ApiServer
        ),
        New(
            "haproxy.server-down",
            "a server gets no traffic: DOWN, NOLB, MAINT, DRAIN or weight 0",
            [Critical, Warning],
            "Requests go to the servers that are left.",
            "everywhere: the master; on some nodes: the way to it",
            From.HaProxy
        ),
        New(
            "haproxy.partial-view",
            "some nodes see a master DOWN that others see UP, for 2 s, and the master gives no reason itself",
            [Warning],
            "These nodes have fewer masters to fall back on.",
            "nc -vz from there; firewall, route, bind address",
            From.HaProxy
        ),
        New(
            "haproxy.flapping",
            "a server of the API backend went down three times within ten minutes on one node",
            [Warning],
            "Requests fail before each fall is noticed.",
            "packet loss, a starved host, checks that time out",
            From.HaProxy
        ),
        New(
            "haproxy.forgotten-maint",
            "a server is in MAINT or DRAIN for ten minutes by somebody's order, and its master is well",
            [Warning],
            "One master less takes requests, for no reason.",
            "set it to ready, or say that the work goes on",
            From.HaProxy,
            From.ApiServer
        ),
        New(
            "haproxy.missing-master",
            "a node's API backend lacks a server that others list, or a master that no node lists",
            [Warning],
            "That master helps nobody there.",
            "compare haproxy.cfg with another node's",
            From.HaProxy
        ),
        New(
            "haproxy.config-drift",
            "configuration files or what runs of them differ between nodes, or between disk and worker",
            [Critical, Warning, Info],
            "Nodes behave differently, or will after the next reload.",
            "compare the files",
            From.HaProxyConfiguration
        ),
        New(
            "haproxy.not-monitored",
            "a server gets traffic and is not checked, not yet checked, or in a status nobody knows",
            [Warning, Info],
            "Whether it serves is unknown, and unknown is not healthy.",
            "put 'check' on its server line; after a reload wait for the first check",
            From.HaProxy
        ),
        New(
            "haproxy.old-workers",
            "a worker that a reload replaced lives on after an hour; three are a warning",
            [Warning, Info],
            "Connections through it are held to the file and servers of before.",
            "hard-stop-after, or restart the client that holds on",
            From.HaProxyMaster
        ),
        New(
            "haproxy.unreachable",
            "a node's HAProxy can't be asked, for another reason than that it does not run",
            [Warning],
            "What that node sees is unknown.",
            "the finding tells what fails: host, key, account, socket, relay",
            From.HaProxy
        ),
        New(
            "endpoint.failing",
            "connections through a node's own HAProxy get no good answer, all of them or some",
            [Critical, Warning],
            "Kubelet and everything else on that node feels it.",
            "curl -sk https://127.0.0.1:5443/readyz, several times",
            From.LocalEndpoint
        ),
        New(
            "component.unhealthy",
            "a controller-manager or scheduler does not run, hangs, or is not healthy",
            [Warning],
            "Another replica leads, if there is one.",
            "crictl ps -a, crictl logs on that master",
            From.ControllerManager,
            From.Scheduler
        ),
        New(
            "controller-manager.no-leader",
            "nobody renews the controller-manager's lease",
            [Critical],
            "No lost pod is replaced, no dead node is noticed.",
            "crictl logs of kube-controller-manager on the masters",
            From.KubernetesLeases
        ),
        New(
            "scheduler.no-leader",
            "nobody renews the scheduler's lease",
            [Critical],
            "New pods stay pending.",
            "crictl logs of kube-scheduler on the masters",
            From.KubernetesLeases
        ),
        New(
            "k8s.api-unreachable",
            "the Kubernetes API gives no fresh answer",
            [Warning],
            "Nodes, pods and leases are as they were, not as they are.",
            "is an apiserver UP anywhere? the account's rights?",
            From.KubernetesApi
        ),
        New(
            "k8s.node-not-ready",
            "a node is not Ready, not heard by the API, or not known to it",
            [Critical, Warning],
            "Its pods are not counted on, and after a while evicted.",
            "kubectl describe node; systemctl status kubelet",
            From.KubernetesNodes
        ),
        New(
            "k8s.pressure",
            "a node reports pressure of memory, disk or process ids, or no network",
            [Warning],
            "It evicts pods, and static pods suffer too.",
            "df -h, free -m on that node",
            From.KubernetesNodes
        ),
        New(
            "k8s.version-skew",
            "versions of kubelets and apiservers are further apart than is supported",
            [Warning],
            "What is not supported breaks without warning.",
            "upgrade the masters first, then the nodes",
            From.ApiServer,
            From.KubernetesNodes
        ),
        New(
            "pod.crash-loop",
            "a container of a watched pod waits in CrashLoopBackOff",
            [Critical, Warning],
            "What it does is not done.",
            "kubectl logs --previous",
            From.KubernetesPods
        ),
        New(
            "pod.not-ready",
            "a watched pod that should serve is not ready",
            [Critical, Warning],
            "It gets no traffic, or does no work.",
            "kubectl describe pod",
            From.KubernetesPods
        ),
        New(
            "pod.missing",
            "a master lacks one of its four static pods",
            [Critical],
            "That part of the control plane does not run there, or the kubelet does not tell.",
            "ls /etc/kubernetes/manifests; journalctl -u kubelet",
            From.KubernetesPods
        ),
        New(
            "etcd.leader-changes",
            "etcd changed its leader more than three times within an hour",
            [Warning],
            "Each change stops all writes for a moment.",
            "disks, round trips between the masters, CPU",
            From.Etcd
        ),
        New(
            "etcd.db-quota",
            "an etcd database fills 85 % of its quota, critical from 95 %",
            [Critical, Warning],
            "At 100 % etcd takes no more writes.",
            "compact, then defragment one member at a time",
            From.Etcd
        ),
        New(
            "etcd.slow-disk",
            "of a member's last minute of writes one in a hundred took longer than 100 ms to sync or 250 ms to commit",
            [Warning],
            "The whole cluster writes at the speed of its disks, then loses its leader.",
            "iostat -x 1; what else writes there?",
            From.Etcd
        ),
        New(
            "etcd.even-members",
            "etcd has an even number of members",
            [Info],
            "One member more that can fail, for no loss more that it stands.",
            "run three or five masters",
            From.Etcd
        ),
        New(
            "certificate.expiring",
            "a serving certificate runs out within 30 days, critical within 7",
            [Critical, Warning],
            "When it runs out, what it serves is gone for every client at once.",
            "kubeadm certs renew all, then restart the static pods",
            From.Certificates
        ),
        New(
            "kubeadm.san-missing",
            "a serving certificate lacks a name that its clients connect to",
            [Warning],
            "Clients that check it refuse this server.",
            "add it to apiServer.certSANs and renew",
            From.Certificates
        ),
        New(
            "kubeadm.endpoint-mismatch",
            "HAProxy's bind is not what kubeadm's controlPlaneEndpoint says",
            [Warning],
            "Nodes that join are sent to an address that nobody serves.",
            "compare the bind with kubeadm-config",
            From.KubeadmConfig,
            From.HaProxyConfiguration
        ),
        New(
            "source.stale",
            "a source that should be heard is silent, never answered, or may not tell",
            [Warning],
            "What it would say is unknown, and unknown is not healthy.",
            "HaDashboard --check tells what fails",
            From.HaProxy,
            From.KubernetesApi,
            From.Etcd,
            From.ApiServer
        ),
    ];

    private static readonly FrozenDictionary<string, RuleEntry> ById = Entries.ToFrozenDictionary(
        entry => entry.Id,
        StringComparer.Ordinal
    );

    public static RuleEntry? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The documentation's page.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append(
            "# Rules\n\nMade from the code (`RuleBook`); a test fails where the two differ. A finding explains others or is explained by one: `causedBy` in the API, folded on the page.\n\n"
        );
        text.Append("## Levels\n\n| level | when |\n| --- | --- |\n");
        foreach (var (level, when) in Levels)
        {
            text.Append($"| {level} | {when} |\n");
        }

        text.Append(
            "\n## Findings\n\n| rule | severity | condition | impact | evidence | advice |\n| --- | --- | --- | --- | --- | --- |\n"
        );
        foreach (var entry in Entries.OrderBy(entry => entry.Id, StringComparer.Ordinal))
        {
            text.Append(
                $"| `{entry.Id}` | {string.Join(", ", entry.Severity)} | {entry.Condition} | {entry.Impact} | {string.Join(", ", entry.Sources)} | {entry.Advice} |\n"
            );
        }

        return text.ToString();
    }

    private static ImmutableArray<(Level Level, string When)> Levels { get; } =
    [
        (
            Level.Healthy,
            "the control plane stands the failures that its size promises, every source that should be heard is fresh, and no finding is graver than Info"
        ),
        (
            Level.Degraded,
            "redundancy or a worker is lost or unobserved; the control plane stands at least one more failure, or never promised to"
        ),
        (Level.AtRisk, "it works, and stands no further failure for certain"),
        (Level.Down, "no etcd quorum or no leader, or no apiserver that serves, or no node that reaches one"),
        (Level.Unknown, "nothing fresh proves that an apiserver serves; the sentence says what is missing"),
    ];

    private static RuleEntry New(
        string id,
        string condition,
        ImmutableArray<Severity> severity,
        string impact,
        string advice,
        params ImmutableArray<SourceKind> sources
    ) => new(id, condition, severity, impact, advice, sources);
}
