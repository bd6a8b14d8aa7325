using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Simulation.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HaDashboard.Simulation.ControlPlane;

/// <summary>
/// The loopback ports of all nodes on real ports of this host. All nodes share the host, so each port of a node has another real port.
/// </summary>
internal sealed class SimulatedPorts : IAsyncDisposable
{
    private const string PortItem = "port";
    private const string MasterItem = "master";

    private readonly List<SimulatedPort> _openPorts = [];
    private readonly Func<string, DateTimeOffset> _clock;
    private WebApplication? _server;

    private SimulatedPorts(Func<string, DateTimeOffset> clock) => _clock = clock;

    /// <summary>Opens the ports that <paramref name="open"/> adds.</summary>
    /// <param name="clock">Returns the time of a node's clock.</param>
    public static async Task<SimulatedPorts> StartAsync(
        Action<SimulatedPorts, KestrelServerOptions> open,
        Func<string, DateTimeOffset> clock,
        CancellationToken cancellationToken
    )
    {
        var ports = new SimulatedPorts(clock);

        // The empty builder reads no configuration. Otherwise the dashboard's own settings and environment would affect the simulation.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => open(ports, kestrel));
        ports._server = builder.Build();
        ports._server.Run(ports.AnswerAsync);
        await ports._server.StartAsync(cancellationToken);
        return ports;
    }

    /// <summary>The real port for a port of the node; null if no process listens.</summary>
    public int? Find(string node, int port) =>
        _openPorts.FirstOrDefault(p => p.Port == port && p.Node == node) is { } open
        && open.Behavior() is not PortBehavior.Closed
            ? open.Listen.IPEndPoint!.Port
            : null;

    /// <summary>Adds a port with plain HTTP.</summary>
    public void Http(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortBehavior> behavior,
        Func<HttpContext, Task> answer
    ) => Open(kestrel, new SimulatedPort(node, port, behavior, answer), _ => { });

    public void Https(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortBehavior> behavior,
        X509Certificate2 certificate,
        Func<HttpContext, Task> answer
    ) => Open(kestrel, new SimulatedPort(node, port, behavior, answer), listen => listen.UseHttps(certificate));

    /// <summary>Adds a load-balanced port: for each connection another machine is chosen, which responds with its certificate.</summary>
    public void Balanced(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortBehavior> behavior,
        Func<(SimulatedClusterNode? Master, PortBehavior Behavior)> choose,
        Func<SimulatedClusterNode, X509Certificate2> certificate,
        Func<HttpContext, SimulatedClusterNode, Task> answer
    )
    {
        var balanced = new SimulatedPort(node, port, behavior, context =>
            answer(context, (SimulatedClusterNode)Items(context)[MasterItem]!)
        );
        Open(kestrel, balanced, listen =>
        {
            listen.Use(next =>
                async connection =>
                {
                    var (master, chosen) = choose();
                    connection.Items[MasterItem] = master;
                    await PassAsync(connection, chosen, next);
                }
            );
            listen.UseHttps(
                new HttpsConnectionAdapterOptions
                {
                    ServerCertificateSelector = (connection, _) =>
                        certificate((SimulatedClusterNode)connection!.Items[MasterItem]!),
                }
            );
        });
    }

    /// <summary>
    /// Adds a port that sends one line and closes the connection, like the greeting of sshd. It shows that the node is reachable.
    /// </summary>
    public void Greeting(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortBehavior> behavior,
        byte[] line
    ) =>
        Open(kestrel, new SimulatedPort(node, port, behavior, _ => Task.CompletedTask), listen =>
            listen.Run(async connection => await connection.Transport.Output.WriteAsync(line))
        );

    public async ValueTask DisposeAsync()
    {
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private void Open(KestrelServerOptions kestrel, SimulatedPort port, Action<ListenOptions> configure) =>
        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            port.Listen = listen;
            _openPorts.Add(port);
            listen.Use(next =>
                connection =>
                {
                    connection.Items[PortItem] = port;
                    return PassAsync(connection, port.Behavior(), next);
                }
            );
            configure(listen);
        });

    private static async Task PassAsync(ConnectionContext connection, PortBehavior behavior, ConnectionDelegate next)
    {
        switch (behavior)
        {
            case PortBehavior.Responds:
                await next(connection);
                break;
            case PortBehavior.Hangs:
                await UntilAsync(connection.ConnectionClosed);
                break;
            default:
                connection.Abort();
                break;
        }
    }

    // The behaviour may have changed since the connection was opened.
    private async Task AnswerAsync(HttpContext context)
    {
        var port = (SimulatedPort)Items(context)[PortItem]!;
        // Kestrel's own Date header is up to one second old.
        context.Response.Headers.Date = _clock(port.Node).ToString("R", CultureInfo.InvariantCulture);
        switch (port.Behavior())
        {
            case PortBehavior.Responds:
                await port.Answer(context);
                break;
            case PortBehavior.Hangs:
                await UntilAsync(context.RequestAborted);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private static IDictionary<object, object?> Items(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()!.Items;

    private static async Task UntilAsync(CancellationToken ended)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ended);
        }
        catch (OperationCanceledException)
        {
            // The client disconnected.
        }
    }

    private sealed record SimulatedPort(
        string Node,
        int Port,
        Func<PortBehavior> Behavior,
        Func<HttpContext, Task> Answer
    )
    {
        public ListenOptions Listen { get; set; } = null!;
    }
}
