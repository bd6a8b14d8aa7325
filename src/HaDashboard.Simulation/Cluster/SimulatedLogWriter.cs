using System.Globalization;
using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.Cluster;

/// <summary>Writes the logs of the containers: regular messages, and the messages that active faults cause.</summary>
internal sealed class SimulatedLogWriter(SimulatedWorld world, SimulatedLogs logs)
{
    private const int SeededLines = 90;

    private readonly Dictionary<string, (DateTimeOffset At, int Lines)> _progress = [];

    /// <summary>Writes earlier lines, so that a log is not empty when it is opened for the first time.</summary>
    public void Seed(PodFacts pod, DateTimeOffset now)
    {
        Start(pod, pod.Created);
        for (var i = SeededLines; i > 0; i--)
        {
            Write(pod, now - (i * Period(pod)), i);
        }

        _progress[pod.Name] = (now, 0);
    }

    /// <summary>Writes one line, if one is due.</summary>
    public void WriteIfDue(PodFacts pod, DateTimeOffset now)
    {
        var (at, lines) = _progress.GetValueOrDefault(pod.Name);
        if (pod.Waiting is null && now - at >= Period(pod))
        {
            _progress[pod.Name] = (now, lines + 1);
            Write(pod, now, lines);
        }
    }

    public void Restarted(PodFacts pod, DateTimeOffset now)
    {
        logs.Restart(pod.Name, pod.Container);
        Start(pod, now);
        if (pod.Waiting is not null)
        {
            logs.Append(
                pod.Name,
                pod.Container,
                now.AddMilliseconds(40),
                pod.Container == "etcd"
                    ? $"{Day(now)} C | etcdmain: listen tcp {pod.HostIp}:2380: bind: address already in use"
                    : $"{Klog('F', now)} server.go:163] failed to listen on {pod.HostIp}: bind: address already in use"
            );
        }
    }

    // Between two and six seconds, different for each pod, so that the lines of several logs interleave in a merged view.
    private static TimeSpan Period(PodFacts pod) => TimeSpan.FromMilliseconds(2000 + (pod.Name.Sum(c => c) % 9 * 500));

    private void Start(PodFacts pod, DateTimeOffset at) =>
        logs.Append(
            pod.Name,
            pod.Container,
            at,
            pod.Container == "etcd"
                ? $"{Day(at)} I | etcdmain: etcd Version: 3.4.13"
                : $"{Klog('I', at)} server.go:632] external host was not specified, using {pod.HostIp}"
        );

    private void Write(PodFacts pod, DateTimeOffset at, int turn) =>
        logs.Append(pod.Name, pod.Container, at, Line(pod, at, turn));

    private string Line(PodFacts pod, DateTimeOffset at, int turn) =>
        pod.Container switch
        {
            "etcd" when world.Crashes.Contains(("etcd", Other(pod.Node))) =>
                $"{Day(at)} W | rafthttp: health check for peer {Peer(Other(pod.Node))} could not connect: "
                    + "dial tcp: connect: connection refused",
            "etcd" => (turn % 3) switch
            {
                0 => $"{Day(at)} I | etcdserver/api/etcdhttp: /health OK (status code 200)",
                1 => $"{Day(at)} I | mvcc: store.index: compact {Number(480_000 + turn)}",
                _ =>
                    $"{Day(at)} I | mvcc: finished scheduled compaction at {Number(480_000 + turn)} (took 1.{Number(turn % 10)}ms)",
            },
            "kube-apiserver" when world.HungApiServers.Contains(pod.HostIp) =>
                $"{Klog('E', at)} writers.go:107] apiserver was unable to write a JSON response: http: Handler timeout",
            "kube-apiserver" => (turn % 2) switch
            {
                0 => $"{Klog('I', at)} client.go:360] parsed scheme: \"passthrough\"",
                _ => $"{Klog('I', at)} clientconn.go:948] ClientConn switching balancer to \"pick_first\"",
            },
            "kube-controller-manager" or "kube-scheduler" when world.HungApiServers.Contains(pod.HostIp) =>
                $"{Klog('E', at)} leaderelection.go:325] error retrieving resource lock kube-system/{pod.Container}: "
                    + "context deadline exceeded",
            "kube-controller-manager" =>
                $"{Klog('I', at)} shared_informer.go:247] Caches are synced for garbage collector",
            "kube-scheduler" =>
                $"{Klog('I', at)} scheduler.go:604] successfully bound pod kube-system/demo-{Number(turn)}",
            "kube-proxy" => $"{Klog('I', at)} proxier.go:871] Syncing iptables rules",
            "coredns" => $"[INFO] 10.244.0.{Number(turn % 200)}:41{Number(100 + turn)} - {Number(turn)} "
                + $"\"A IN kubernetes.default.svc.cluster.local. udp 54 false 512\" NOERROR qr,aa,rd 106 0.0001{Number(turn % 9)}s",
            _ => $"{Klog('I', at)} iptables.go:172] Deleting iptables rule: -s 10.244.0.0/16 -j ACCEPT",
        };

    private static string Other(string node) => node.EndsWith('1') ? node[..^1] + "2" : node[..^1] + "1";

    private static string Peer(string node) =>
        KubernetesObjects.Uid(node).Replace("-", "", StringComparison.Ordinal)[..16];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Klog(char level, DateTimeOffset at) =>
        level + at.UtcDateTime.ToString("MMdd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "       1";

    private static string Day(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
