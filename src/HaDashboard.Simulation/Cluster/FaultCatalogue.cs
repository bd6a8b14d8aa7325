using HaDashboard.Simulation.HaProxy;

namespace HaDashboard.Simulation.Cluster;

/// <summary>All faults of the simulation, with their effect and how to remove them.</summary>
internal sealed class FaultCatalogue(SimulatedWorld world, IReadOnlyList<SimulatedClusterNode> nodes)
{
    private static readonly string[] Components =
    [
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
    ];

    private IEnumerable<SimulatedClusterNode> Masters => nodes.Where(node => node.IsMaster);

    public IReadOnlyList<Fault> All() =>
        [
            .. Masters.Select(ApiServerStop),
            .. Masters.Select(ApiServerHang),
            .. nodes.Select(HaProxyStop),
            .. nodes.Select(SocketHang),
            .. nodes.SelectMany(node =>
                Masters.Where(master => master != node).Select(master => Partition(node, master))
            ),
            .. nodes.Select(LinkDown),
            .. nodes.Select(NodeNotReady),
            .. nodes.Select(KubeletStop),
            .. Masters.SelectMany(node => Components.Select(component => PodCrash(node, component))),
            ApiDown(),
            .. nodes.Select(BreakConfig),
            .. nodes.SelectMany(node => Masters.Select(master => DropServer(node, master))),
            .. nodes.SelectMany(node => Masters.Select(master => Maint(node, master))),
            .. nodes.Select(ReloadNoop),
        ];

    private static Fault Make(string id, string title, string description, Func<Task<Func<Task>>> apply) =>
        new(id, id.Split('.')[0], title, description) { Apply = apply };

    private static Fault Make(string id, string title, string description, Func<Action> apply) =>
        Make(id, title, description, () =>
        {
            var undo = apply();
            return Task.FromResult<Func<Task>>(() =>
            {
                undo();
                return Task.CompletedTask;
            });
        });

    private static Fault Make(string id, string title, string description, Action apply, Action undo) =>
        Make(id, title, description, () =>
        {
            apply();
            return undo;
        });

    private Fault ApiServerStop(SimulatedClusterNode master) =>
        Make(
            $"apiserver-stop.{master.Name}",
            $"The apiserver of {master.Name} stops",
            $"Every HAProxy finds port 6443 closed and marks {master.ServerName} DOWN within 6 seconds (L4CON). "
                + "The pod crashes and restarts. The API stays available on the other masters.",
            () =>
            {
                var rule = world.Network.Add(Reachability.Refusing, (_, to) => to == master.Address);
                world.Crashes.Add(("kube-apiserver", master.Name), world.Now);
                return () =>
                {
                    rule.Dispose();
                    world.Crashes.Remove(("kube-apiserver", master.Name));
                };
            }
        );

    private Fault ApiServerHang(SimulatedClusterNode master) =>
        Make(
            $"apiserver-hang.{master.Name}",
            $"The apiserver of {master.Name} hangs",
            $"It accepts connections but does not respond. HAProxy's TCP check of {master.ServerName} still passes, "
                + "so HAProxy keeps sending it a share of the clients. The pod becomes not ready.",
            () => world.HungApiServers.Add(master.Address, world.Now),
            () => world.HungApiServers.Remove(master.Address)
        );

    private Fault HaProxyStop(SimulatedClusterNode node) =>
        Make(
            $"haproxy-stop.{node.Name}",
            $"HAProxy on {node.Name} stops",
            "Its admin socket refuses connections. The node cannot reach the API, so its kubelet stops reporting "
                + "and the node becomes NotReady.",
            async () =>
            {
                world.StoppedProxies.Add(node.Name, world.Now);
                await node.Proxy.StopAsync();
                return () =>
                {
                    world.StoppedProxies.Remove(node.Name);
                    node.Proxy.TryStart(); // With a broken file it does not start. The repair of the file starts it later.
                    return Task.CompletedTask;
                };
            }
        );

    private Fault SocketHang(SimulatedClusterNode node) =>
        Make(
            $"socket-hang.{node.Name}",
            $"The dashboard cannot reach {node.Name}",
            "Polls of its HAProxy time out. Its last known state becomes stale. Other nodes are not affected.",
            () => world.UnreachableSockets.Add(node.Name, world.Now),
            () => world.UnreachableSockets.Remove(node.Name)
        );

    private Fault Partition(SimulatedClusterNode node, SimulatedClusterNode master) =>
        Make(
            $"partition.{node.Name}.{master.Name}",
            $"{node.Name} cannot reach {master.Name}",
            $"HAProxy on {node.Name} marks {master.ServerName} DOWN (L4TOUT); all other nodes mark it UP. "
                + "The server works, but the network between the two nodes does not.",
            () =>
            {
                var rule = world.Network.Add(Reachability.Dropping, (from, to) =>
                    from == node.Name && to == master.Address
                );
                return () =>
                {
                    rule.Dispose();
                };
            }
        );

    private Fault LinkDown(SimulatedClusterNode node) =>
        Make(
            $"link-down.{node.Name}",
            $"{node.Name} loses its network",
            "The dashboard cannot reach the node, and its kubelet stops reporting. If it is a master, every other node loses one server.",
            () =>
            {
                var rule = world.Network.Add(Reachability.Dropping, (from, to) =>
                    (from == node.Name) != (to == node.Address)
                );
                world.UnreachableSockets.Add(node.Name, world.Now);
                world.LostNodes.Add(node.Name, world.Now);
                return () =>
                {
                    rule.Dispose();
                    world.UnreachableSockets.Remove(node.Name);
                    world.LostNodes.Remove(node.Name);
                };
            }
        );

    private Fault NodeNotReady(SimulatedClusterNode node) =>
        Make(
            $"node-notready.{node.Name}",
            $"The kubelet of {node.Name} reports NotReady",
            "Kubernetes shows the node as NotReady (PLEG is not healthy), while its HAProxy works.",
            () => world.NotReadyKubelets.Add(node.Name, world.Now),
            () => world.NotReadyKubelets.Remove(node.Name)
        );

    private Fault KubeletStop(SimulatedClusterNode node) =>
        Make(
            $"kubelet-stop.{node.Name}",
            $"The kubelet of {node.Name} stops",
            "Its containers keep running but are no longer reported. The node becomes NotReady, "
                + "and the API cannot read logs from its kubelet.",
            () => world.StoppedKubelets.Add(node.Name, world.Now),
            () => world.StoppedKubelets.Remove(node.Name)
        );

    private Fault PodCrash(SimulatedClusterNode node, string component) =>
        Make(
            $"pod-crash.{component}.{node.Name}",
            $"{component} on {node.Name} crashes repeatedly",
            "Its pod is in CrashLoopBackOff and not ready. Its restart count increases with every attempt.",
            () => world.Crashes.Add((component, node.Name), world.Now),
            () => world.Crashes.Remove((component, node.Name))
        );

    private Fault ApiDown() =>
        Make(
            "api-down",
            "The Kubernetes API is unreachable",
            "Every request and every watch is reset. The data of nodes and pods becomes stale. The data of HAProxy stays current.",
            () => world.ApiOutages.Add("api", world.Now),
            () => world.ApiOutages.Remove("api")
        );

    private Fault BreakConfig(SimulatedClusterNode node) =>
        Make(
            $"break-config.{node.Name}",
            $"haproxy.cfg on {node.Name} becomes invalid",
            "Nothing changes until a reload. Then the check fails and names the line, and the running HAProxy is not touched.",
            () => node.Configuration.Break(true),
            () =>
            {
                node.Configuration.Break(false);
                if (!world.StoppedProxies.Contains(node.Name))
                {
                    node.Proxy.TryStart();
                }
            }
        );

    private static Fault DropServer(SimulatedClusterNode node, SimulatedClusterNode master) =>
        Make(
            $"drop-server.{node.Name}.{master.ServerName}",
            $"{master.ServerName} is removed from haproxy.cfg on {node.Name}",
            $"After a reload, that HAProxy has only the other servers. {master.Name} receives no traffic from {node.Name}, "
                + "although no server is DOWN.",
            () =>
            {
                node.Configuration.Drop(master.ServerName!, dropped: true);
                node.Proxy.Reload();
            },
            () =>
            {
                node.Configuration.Drop(master.ServerName!, dropped: false);
                node.Proxy.Reload();
            }
        );

    private static Fault Maint(SimulatedClusterNode node, SimulatedClusterNode master) =>
        Make(
            $"maint.{node.Name}.{master.ServerName}",
            $"{master.ServerName} is left in maintenance on {node.Name}",
            "The server is in MAINT on this node only, without a known reason. A reload would end the maintenance without notice.",
            () => node.Proxy.SetState("api-backend", master.ServerName!, maintenance: true),
            () => node.Proxy.SetState("api-backend", master.ServerName!, maintenance: false)
        );

    private static Fault ReloadNoop(SimulatedClusterNode node) =>
        Make(
            $"reload-noop.{node.Name}",
            $"Reloads on {node.Name} have no effect",
            "The reload command reports success, but the old worker keeps running. "
                + "The dashboard reports the reload as suspect, not as succeeded.",
            () => node.Proxy.IgnoresReload = true,
            () => node.Proxy.IgnoresReload = false
        );
}
