namespace HaDashboard.Simulation;

/// <summary>Every fault that can be played, with what it does and how it is undone.</summary>
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
            $"Every HAProxy finds its port closed and takes {master.ServerName} out within 6 seconds (L4CON); the pod crashes and restarts; the API stays up through the others.",
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
            $"It accepts connections and never answers: HAProxy's TCP check stays green for {master.ServerName} and keeps sending it every third client. The pod turns not ready.",
            () => world.HungApiServers.Add(master.Address, world.Now),
            () => world.HungApiServers.Remove(master.Address)
        );

    private Fault HaProxyStop(SimulatedClusterNode node) =>
        Make(
            $"haproxy-stop.{node.Name}",
            $"HAProxy on {node.Name} stops",
            $"Its admin socket refuses connections; the node has lost its road to the API, so its kubelet falls silent and the node turns NotReady.",
            async () =>
            {
                world.StoppedProxies.Add(node.Name, world.Now);
                await node.Proxy.StopAsync();
                return () =>
                {
                    world.StoppedProxies.Remove(node.Name);
                    node.Proxy.TryStart(); // Not with a broken file: then the repair of the file starts it.
                    return Task.CompletedTask;
                };
            }
        );

    private Fault SocketHang(SimulatedClusterNode node) =>
        Make(
            $"socket-hang.{node.Name}",
            $"The dashboard cannot reach {node.Name}",
            "Polls of its HAProxy time out: the last known state grows stale and must not look fresh, and no other node may be delayed.",
            () => world.UnreachableSockets.Add(node.Name, world.Now),
            () => world.UnreachableSockets.Remove(node.Name)
        );

    private Fault Partition(SimulatedClusterNode node, SimulatedClusterNode master) =>
        Make(
            $"partition.{node.Name}.{master.Name}",
            $"{node.Name} cannot reach {master.Name}",
            $"One cell of the matrix: {node.Name} sees {master.ServerName} DOWN (L4TOUT), everybody else sees it UP. The server is fine, the way to it is not.",
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
            "The dashboard cannot reach it, its kubelet falls silent, and if it is a master every other node loses one server.",
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
            "Kubernetes shows the node NotReady (PLEG is not healthy) while its HAProxy is perfectly well.",
            () => world.SickKubelets.Add(node.Name, world.Now),
            () => world.SickKubelets.Remove(node.Name)
        );

    private Fault KubeletStop(SimulatedClusterNode node) =>
        Make(
            $"kubelet-stop.{node.Name}",
            $"The kubelet of {node.Name} stops",
            "Its containers go on, but nobody reports them: the node turns NotReady, and the API can't reach the kubelet for logs.",
            () => world.StoppedKubelets.Add(node.Name, world.Now),
            () => world.StoppedKubelets.Remove(node.Name)
        );

    private Fault PodCrash(SimulatedClusterNode node, string component) =>
        Make(
            $"pod-crash.{component}.{node.Name}",
            $"{component} on {node.Name} crashes again and again",
            "Its pod waits in CrashLoopBackOff, is not ready, and its restarts grow with every attempt.",
            () => world.Crashes.Add((component, node.Name), world.Now),
            () => world.Crashes.Remove((component, node.Name))
        );

    private Fault ApiDown() =>
        Make(
            "api-down",
            "The whole Kubernetes API is gone",
            "Every call and every watch is reset. What was known of nodes and pods grows stale; everything about HAProxy stays live.",
            () => world.ApiOutages.Add("api", world.Now),
            () => world.ApiOutages.Remove("api")
        );

    private Fault BreakConfig(SimulatedClusterNode node) =>
        Make(
            $"break-config.{node.Name}",
            $"Somebody breaks haproxy.cfg on {node.Name}",
            "Nothing is seen until somebody reloads: then the check must refuse, name the line, and leave the running HAProxy alone.",
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
            $"haproxy.cfg on {node.Name} loses {master.ServerName}",
            $"After a reload that HAProxy knows only the others: {master.Name} gets no traffic from {node.Name}, and nothing there is DOWN.",
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
            $"Somebody leaves {master.ServerName} in maintenance on {node.Name}",
            "The server is MAINT on this one node and nobody remembers why; a reload would silently undo it.",
            () => node.Proxy.SetState("api-backend", master.ServerName!, maintenance: true),
            () => node.Proxy.SetState("api-backend", master.ServerName!, maintenance: false)
        );

    private static Fault ReloadNoop(SimulatedClusterNode node) =>
        Make(
            $"reload-noop.{node.Name}",
            $"Reloads on {node.Name} do nothing",
            "The reload command says it worked and the old worker goes on: the dashboard has to call it suspect, not succeeded.",
            () => node.Proxy.IgnoresReload = true,
            () => node.Proxy.IgnoresReload = false
        );
}
