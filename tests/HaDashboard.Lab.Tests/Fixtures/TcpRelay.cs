using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>Passes bytes on to a loopback port, as HAProxy in TCP mode does, until told to swallow what the open connections say.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly int _target;
    private int _generation;
    private int _connections;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _running.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>The connections open now stay open and hear nothing any more; new ones are served: one of several servers hangs.</summary>
    public void SilenceOpenConnections() => Interlocked.Increment(ref _generation);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _running.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token), _generation));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the relay has ended
        }
    }

    private async Task ServeAsync(Socket client, int generation)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server, generation), PumpAsync(server, client, generation));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // one side has gone
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, int generation)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _stop.Token) is var count and > 0)
        {
            if (generation == _generation)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
    }
}
