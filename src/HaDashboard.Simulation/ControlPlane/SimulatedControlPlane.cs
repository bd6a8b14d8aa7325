using System.Security.Cryptography.X509Certificates;
using HaDashboard.Simulation.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>
/// Serves the loopback ports of the nodes: etcd, apiserver, controller manager and scheduler of each master, and the local API endpoint of
/// each node.
/// </summary>
internal sealed class SimulatedControlPlane : IAsyncDisposable
{
    // A new certificate must also be valid for a clock that is slightly behind.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly ControlPlaneState _state;
    private readonly SimulatedEtcd _etcd;
    private readonly string _version;
    private readonly SimulatedAuthority _authority;
    private readonly SimulatedAuthority _etcdAuthority;
    private readonly Dictionary<string, X509Certificate2> _apiServers = [];
    private readonly List<X509Certificate2> _certificates = [];
    private SimulatedPorts? _ports;

    private SimulatedControlPlane(ControlPlaneState state, SimulatedEtcd etcd, string version, DateTimeOffset created)
    {
        (_state, _etcd, _version) = (state, etcd, version);
        _authority = new SimulatedAuthority("kubernetes", created - ClockTolerance);
        _etcdAuthority = new SimulatedAuthority("etcd-ca", created - ClockTolerance);
    }

    /// <summary>The CA that signed the apiservers' certificates.</summary>
    public X509Certificate2 Authority => _authority.Root;

    public static async Task<SimulatedControlPlane> StartAsync(
        ControlPlaneState state,
        SimulatedEtcd etcd,
        IReadOnlyList<SimulatedClusterNode> nodes,
        string version,
        DateTimeOffset created,
        Func<string, DateTimeOffset> clock,
        CancellationToken cancellationToken
    )
    {
        var controlPlane = new SimulatedControlPlane(state, etcd, version, created);
        controlPlane._ports = await SimulatedPorts.StartAsync(
            (ports, kestrel) => controlPlane.Open(ports, kestrel, nodes, created),
            clock,
            cancellationToken
        );
        return controlPlane;
    }

    public int? Port(string node, int port) => _ports?.Find(node, port);

    public async ValueTask DisposeAsync()
    {
        if (_ports is not null)
        {
            await _ports.DisposeAsync();
        }

        _certificates.ForEach(certificate => certificate.Dispose());
        _authority.Dispose();
        _etcdAuthority.Dispose();
    }

    private void Open(
        SimulatedPorts ports,
        KestrelServerOptions kestrel,
        IReadOnlyList<SimulatedClusterNode> nodes,
        DateTimeOffset created
    )
    {
        foreach (var master in nodes.Where(n => n.IsMaster))
        {
            OpenMaster(ports, kestrel, master, created);
        }

        foreach (var node in nodes)
        {
            ports.Greeting(
                kestrel,
                node.Name,
                22,
                () => _state.IsUnreachable(node) ? PortBehavior.Hangs : PortBehavior.Responds,
                "SSH-2.0-simulated\r\n"u8.ToArray()
            );
            ports.Balanced(
                kestrel,
                node.Name,
                5443,
                () => _state.LocalEndpoint(node),
                () => _state.Balance(node),
                master => _apiServers[master.Name],
                ApiServerAsync
            );
        }
    }

    private void OpenMaster(
        SimulatedPorts ports,
        KestrelServerOptions kestrel,
        SimulatedClusterNode master,
        DateTimeOffset created
    )
    {
        var own = _apiServers[master.Name] = Keep(
            _authority.Issue(
                "kube-apiserver",
                [
                    master.Name,
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    "kubernetes.default.svc.cluster.local",
                    "10.96.0.1",
                    master.Address,
                    "127.0.0.1",
                ]
            )
        );
        var etcd = Keep(
            _etcdAuthority.Issue(master.Name, ["localhost", master.Name, master.Address, "127.0.0.1", "::1"])
        );
        ports.Http(kestrel, master.Name, 2381, () => _state.Etcd(master), context => EtcdAsync(context, master));
        ports.Https(
            kestrel,
            master.Name,
            2379,
            () => _state.Etcd(master),
            etcd,
            context => ApiServerAnswers.TextAsync(context, 404, "")
        );
        ports.Https(
            kestrel,
            master.Name,
            6443,
            () => _state.ApiServer(master),
            own,
            context => ApiServerAsync(context, master)
        );
        OpenComponent(ports, kestrel, master, "kube-controller-manager", 10257, created);
        OpenComponent(ports, kestrel, master, "kube-scheduler", 10259, created);
    }

    private void OpenComponent(
        SimulatedPorts ports,
        KestrelServerOptions kestrel,
        SimulatedClusterNode master,
        string component,
        int port,
        DateTimeOffset created
    )
    {
        var certificate = Keep(
            SimulatedAuthority.SelfSigned(
                $"localhost@{created.ToUnixTimeSeconds()}",
                ["localhost", "127.0.0.1"],
                created - ClockTolerance
            )
        );
        ports.Https(
            kestrel,
            master.Name,
            port,
            () => _state.Component(master, component),
            certificate,
            context => ApiServerAnswers.TextAsync(context, 200, "ok")
        );
    }

    private X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _certificates.Add(certificate);
        return certificate;
    }

    private Task ApiServerAsync(HttpContext context, SimulatedClusterNode master) =>
        ApiServerAnswers.WriteAsync(context, _state.HasEtcd(master), _version);

    private Task EtcdAsync(HttpContext context, SimulatedClusterNode master)
    {
        var member = _etcd.StateOf(master);
        var health = member.HasLeader ? "true" : "false";
        return context.Request.Path.Value switch
        {
            "/health" => ApiServerAnswers.TextAsync(
                context,
                member.HasLeader ? 200 : 503,
                $$"""{"health":"{{health}}"}"""
            ),
            "/metrics" => ApiServerAnswers.TextAsync(context, 200, EtcdMetricsText.Of(master, member)),
            _ => ApiServerAnswers.TextAsync(context, 404, "404 page not found\n"),
        };
    }
}
