using System.Globalization;
using System.Text.Json.Nodes;
using HaDashboard.Simulation.ControlPlane;
using HaDashboard.Simulation.HaProxy;
using HaDashboard.Simulation.Kubernetes;

namespace HaDashboard.Simulation.Cluster;

/// <summary>
/// The kubelets and the controllers. They convert the state of the simulated world into nodes, pods, leases and events before every read,
/// and once per second for watches.
/// </summary>
internal sealed class SimulatedKubelets
{
    // The kubelet doubles its back-off from 10 s to 5 minutes. These are the resulting times of the attempts, in seconds.
    private static readonly int[] Attempts = [0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510];

    private const int RememberedEvents = 100;

    private readonly SimulatedWorld _world;
    private readonly SimulatedClusterOptions _options;
    private readonly IReadOnlyList<SimulatedClusterNode> _nodes;
    private readonly ControlPlaneState _state;
    private readonly ObjectStore _objects;
    private readonly DateTimeOffset _created;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KubeletState> _kubelets = [];
    private readonly Dictionary<string, PodFacts> _pods = [];
    private readonly HashSet<string> _published = [];
    private readonly Queue<(string Namespace, string Name)> _events = [];
    private readonly Dictionary<string, (DateTimeOffset First, int Count)> _counted = [];
    private readonly SimulatedLogWriter _logs;
    private readonly Dictionary<string, LeaderState> _leaders = [];
    private readonly Dictionary<string, DateTimeOffset> _renewed = [];

    public SimulatedKubelets(
        SimulatedWorld world,
        SimulatedClusterOptions options,
        IReadOnlyList<SimulatedClusterNode> nodes,
        SimulatedKubernetesApi api,
        ControlPlaneState state
    )
    {
        _world = world;
        _options = options;
        _nodes = nodes;
        _state = state;
        _objects = api.Objects;
        _logs = new SimulatedLogWriter(world, api.Logs);
        _created = world.Now - options.Age;
        foreach (var pod in PodTemplates.Of([.. nodes.Select(n => n.Facts)], options.Kubernetes.Version, _created))
        {
            _pods[pod.Name] = pod;
            _logs.Seed(pod, world.Now);
        }
    }

    public void CatchUp()
    {
        lock (_lock)
        {
            var now = _world.Now;
            foreach (var node in _nodes)
            {
                UpdateNode(node, now);
            }

            foreach (var name in _pods.Keys.ToList())
            {
                UpdatePod(name, now);
            }

            foreach (var pod in _pods.Values)
            {
                _logs.WriteIfDue(pod, now);
            }

            UpdateLeader("kube-controller-manager", now);
            UpdateLeader("kube-scheduler", now);
        }
    }

    private bool Answers(SimulatedClusterNode from, string address) =>
        _world.Network.Probe(from.Name, address) == Reachability.Accepting
        && !_world.HungApiServers.Contains(address)
        && _nodes.FirstOrDefault(n => n.IsMaster && n.Address == address) is { } master
        && _state.HasEtcd(master);

    private void UpdateNode(SimulatedClusterNode node, DateTimeOffset now)
    {
        var state = _kubelets.GetValueOrDefault(node.Name) ?? new KubeletState("True", _created, null);
        var connected =
            !_world.LostNodes.Contains(node.Name)
            && !_world.StoppedKubelets.Contains(node.Name)
            && node.Proxy.CanServe(address => Answers(node, address));
        if (connected && now - _renewed.GetValueOrDefault(node.Name) >= TimeSpan.FromSeconds(10))
        {
            _renewed[node.Name] = now;
            _objects.Set(KubernetesObjects.NodeLease(node.Name, now));
        }

        DateTimeOffset? silentSince = connected ? null : state.SilentSince ?? now;
        var ready =
            silentSince is { } since && now - since >= _options.NodeMonitorGracePeriod ? "Unknown"
            : silentSince is null && _world.NotReadyKubelets.Contains(node.Name) ? "False"
            : silentSince is null ? "True"
            : state.Ready;
        var changed = ready != state.Ready;
        var first = !_kubelets.ContainsKey(node.Name);
        state = new KubeletState(ready, changed ? now : state.ReadySince, silentSince);
        _kubelets[node.Name] = state;
        if (!changed && !first)
        {
            return; // Only changes are published, so that objects which a test has set or removed stay as they are.
        }

        _objects.Set(
            KubernetesObjects.Node(
                node.Name,
                node.Address,
                node.IsMaster,
                _options.Kubernetes.Version,
                ready,
                _created,
                state.ReadySince
            )
        );
        if (changed)
        {
            var reason = ready == "True" ? "NodeReady" : "NodeNotReady";
            Record(
                KubernetesObjects.Event(
                    "Node",
                    node.Name,
                    "Normal",
                    reason,
                    $"Node {node.Name} status is now: {reason}",
                    "node-controller",
                    now
                )
            );
        }
    }

    private void UpdatePod(string name, DateTimeOffset now)
    {
        var pod = _pods[name];
        var kubelet = _kubelets[pod.Node];

        // A kubelet that cannot reach the API reports nothing. Its pods keep their last reported state, and only the node controller sets
        // them to not ready.
        var container = kubelet.SilentSince is null ? Container(pod, now) : pod;
        var ready = container.ContainerReady && kubelet.Ready != "Unknown";
        container = container with { Ready = ready, ReadySince = ready == pod.Ready ? pod.ReadySince : now };
        if (!_published.Add(name) && container == pod)
        {
            return;
        }

        AddEvents(pod, container, now);

        _pods[name] = container;
        _objects.Set(KubernetesObjects.Pod(container));
    }

    private PodFacts Container(PodFacts pod, DateTimeOffset now)
    {
        if (_world.Crashes.Since((pod.Container, pod.Node)) is not { } since)
        {
            var hung =
                pod.Container == "kube-apiserver" && (_world.HungApiServers.Contains(pod.HostIp) || WithoutEtcd(pod));
            return pod.Waiting is null
                ? pod with
                {
                    ContainerReady = !hung,
                }
                : pod with
                {
                    Waiting = null,
                    ContainerReady = true,
                    Restarts = pod.Restarts + 1,
                    StartedAt = now,
                    CrashingFrom = null,
                };
        }

        var from = pod.CrashingFrom ?? pod.Restarts;
        var attempts = Attempts.Count(offset => now - since >= TimeSpan.FromSeconds(offset));
        var backOff = Math.Min(300, 10 << Math.Min(attempts - 1, 5));
        return pod with
        {
            CrashingFrom = from,
            Restarts = from + attempts,
            ContainerReady = false,
            LastExit = since + TimeSpan.FromSeconds(Attempts[attempts - 1]),
            Waiting = string.Create(
                CultureInfo.InvariantCulture,
                $"back-off {TimeText(backOff)} restarting failed container={pod.Container} "
                    + $"pod={pod.Name}_kube-system({KubernetesObjects.Uid("pod/" + pod.Name)})"
            ),
        };
    }

    private bool WithoutEtcd(PodFacts pod) =>
        _nodes.FirstOrDefault(n => n.IsMaster && n.Name == pod.Node) is { } master && !_state.HasEtcd(master);

    private void AddEvents(PodFacts before, PodFacts pod, DateTimeOffset now)
    {
        if (pod.Restarts > before.Restarts)
        {
            _logs.Restarted(pod, now);
            Count(pod, "Normal", "Pulled", $"Container image \"{pod.Image}\" already present on machine", now);
            Count(pod, "Normal", "Created", $"Created container {pod.Container}", now);
            Count(pod, "Normal", "Started", $"Started container {pod.Container}", now);
            if (pod.Waiting is not null)
            {
                Count(pod, "Warning", "BackOff", "Back-off restarting failed container", now);
            }
        }
        else if (before.ContainerReady && !pod.ContainerReady)
        {
            Count(
                pod,
                "Warning",
                "Unhealthy",
                WithoutEtcd(pod)
                    ? "Readiness probe failed: HTTP probe failed with statuscode: 500"
                    : $"Readiness probe failed: Get \"https://{pod.HostIp}:6443/readyz\": "
                        + "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
                now
            );
        }
    }

    // For a repeated event, the kubelet increases the count of the existing one.
    private void Count(PodFacts pod, string type, string reason, string message, DateTimeOffset now)
    {
        var key = $"{pod.Name} {reason}";
        var (first, count) =
            _counted.TryGetValue(key, out var known) && now - known.First < TimeSpan.FromHours(1) ? known : (now, 0);
        _counted[key] = (first, count + 1);
        var happened = KubernetesObjects.Event("Pod", pod.Name, type, reason, message, "kubelet", first);
        happened["metadata"]!["name"] = $"{(string)happened["metadata"]!["name"]!}.{reason.ToLowerInvariant()}";
        happened["lastTimestamp"] = KubernetesObjects.Time(now);
        happened["count"] = count + 1;
        happened["source"]!["host"] = pod.Node;
        happened["involvedObject"]!["fieldPath"] = $"spec.containers{{{pod.Container}}}";
        Record(happened, remember: count == 0);
    }

    // A real cluster deletes events after one hour. The simulation limits them too, because a demo can run for weeks.
    private void Record(JsonObject happened, bool remember = true)
    {
        _objects.Set(happened);
        if (!remember)
        {
            return;
        }

        _events.Enqueue(((string)happened["metadata"]!["namespace"]!, (string)happened["metadata"]!["name"]!));
        if (_events.Count > RememberedEvents)
        {
            var (ns, name) = _events.Dequeue();
            _objects.Remove("Event", ns, name);
        }
    }

    private static string TimeText(int seconds) => seconds < 60 ? $"{seconds}s" : $"{seconds / 60}m{seconds % 60}s";

    // The holder renews its lease every two seconds. When it crashes, another replica takes over after the 15 s of the lease.
    private void UpdateLeader(string component, DateTimeOffset now)
    {
        var leader = _leaders.GetValueOrDefault(component)
            ?? new LeaderState(_nodes.First(n => n.IsMaster).Name, _created, now, 0);
        if (Healthy(component, leader.Holder))
        {
            if (now - leader.Renewed >= TimeSpan.FromSeconds(2))
            {
                leader = leader with { Renewed = now };
            }
        }
        else if (
            now - leader.Renewed > TimeSpan.FromSeconds(15)
            && _nodes.FirstOrDefault(n => n.IsMaster && Healthy(component, n.Name)) is { } next
        )
        {
            leader = new LeaderState(next.Name, now, now, leader.Transitions + 1);
        }

        if (_leaders.GetValueOrDefault(component) == leader)
        {
            return;
        }

        _leaders[component] = leader;
        _objects.Set(
            KubernetesObjects.Lease(component, leader.Holder, leader.Acquired, leader.Renewed, leader.Transitions)
        );
    }

    private bool Healthy(string component, string node) =>
        !_world.Crashes.Contains((component, node)) && _kubelets[node].SilentSince is null;

    private sealed record KubeletState(string Ready, DateTimeOffset ReadySince, DateTimeOffset? SilentSince);

    private sealed record LeaderState(string Holder, DateTimeOffset Acquired, DateTimeOffset Renewed, int Transitions);
}
