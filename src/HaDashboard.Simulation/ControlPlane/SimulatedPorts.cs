using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace HaDashboard.Simulation;

/// <summary>The loopback ports of every node, on real ports of this host: all nodes share one, so each port stands somewhere else.</summary>
internal sealed class SimulatedPorts : IAsyncDisposable
{
    private const string PlaceItem = "place";
    private const string MasterItem = "master";

    private readonly List<Place> _places = [];
    private readonly Func<string, DateTimeOffset> _clock;
    private WebApplication? _server;

    private SimulatedPorts(Func<string, DateTimeOffset> clock) => _clock = clock;

    /// <param name="clock">The time on a node.</param>
    public static async Task<SimulatedPorts> StartAsync(
        Action<SimulatedPorts, KestrelServerOptions> open,
        Func<string, DateTimeOffset> clock,
        CancellationToken cancellationToken
    )
    {
        var ports = new SimulatedPorts(clock);

        // The empty builder reads no configuration: the dashboard's own settings and environment must not reach its simulation.
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

    /// <summary>Where the port of the node is; null where nobody listens.</summary>
    public int? Find(string node, int port) =>
        _places.FirstOrDefault(p => p.Port == port && p.Node == node) is { } place
        && place.Standing() is not PortStanding.Closed
            ? place.Listen.IPEndPoint!.Port
            : null;

    /// <summary>Plain HTTP.</summary>
    public void Http(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortStanding> standing,
        Func<HttpContext, Task> answer
    ) => Open(kestrel, new Place(node, port, standing, answer), _ => { });

    public void Https(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortStanding> standing,
        X509Certificate2 certificate,
        Func<HttpContext, Task> answer
    ) => Open(kestrel, new Place(node, port, standing, answer), listen => listen.UseHttps(certificate));

    /// <summary>A port behind which another machine answers, chosen anew for each connection, with that machine's certificate.</summary>
    public void Balanced(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortStanding> standing,
        Func<(SimulatedClusterNode? Master, PortStanding Standing)> choose,
        Func<SimulatedClusterNode, X509Certificate2> certificate,
        Func<HttpContext, SimulatedClusterNode, Task> answer
    )
    {
        var place = new Place(node, port, standing, context =>
            answer(context, (SimulatedClusterNode)Items(context)[MasterItem]!)
        );
        Open(kestrel, place, listen =>
        {
            listen.Use(next =>
                async connection =>
                {
                    var (master, seen) = choose();
                    connection.Items[MasterItem] = master;
                    await PassAsync(connection, seen, next);
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

    /// <summary>Says a line and closes, as sshd greets: whoever hears it has reached the node.</summary>
    public void Greeting(
        KestrelServerOptions kestrel,
        string node,
        int port,
        Func<PortStanding> standing,
        byte[] line
    ) =>
        Open(kestrel, new Place(node, port, standing, _ => Task.CompletedTask), listen =>
            listen.Run(async connection => await connection.Transport.Output.WriteAsync(line))
        );

    public async ValueTask DisposeAsync()
    {
        await _server!.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private void Open(KestrelServerOptions kestrel, Place place, Action<ListenOptions> configure) =>
        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            place.Listen = listen;
            _places.Add(place);
            listen.Use(next =>
                connection =>
                {
                    connection.Items[PlaceItem] = place;
                    return PassAsync(connection, place.Standing(), next);
                }
            );
            configure(listen);
        });

    private static async Task PassAsync(ConnectionContext connection, PortStanding standing, ConnectionDelegate next)
    {
        switch (standing)
        {
            case PortStanding.Answers:
                await next(connection);
                break;
            case PortStanding.Silent:
                await UntilAsync(connection.ConnectionClosed);
                break;
            default:
                connection.Abort();
                break;
        }
    }

    // A connection that is kept meets what has happened since it was opened.
    private async Task AnswerAsync(HttpContext context)
    {
        var place = (Place)Items(context)[PlaceItem]!;
        context.Response.Headers.Date = _clock(place.Node).ToString("R", CultureInfo.InvariantCulture); // Kestrel's own is up to a second old
        switch (place.Standing())
        {
            case PortStanding.Answers:
                await place.Answer(context);
                break;
            case PortStanding.Silent:
                await UntilAsync(context.RequestAborted);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private static IDictionary<object, object?> Items(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()!.Items;

    private static async Task UntilAsync(CancellationToken over)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, over);
        }
        catch (OperationCanceledException)
        {
            // Whoever waited has gone.
        }
    }

    private sealed record Place(string Node, int Port, Func<PortStanding> Standing, Func<HttpContext, Task> Answer)
    {
        public ListenOptions Listen { get; set; } = null!;
    }
}
