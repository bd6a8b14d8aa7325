using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>Passes bytes on to a loopback port, as HAProxy in TCP mode does, until told to swallow what the open connections say, or to be dead.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentDictionary<Socket, byte> _clients = [];
    private readonly int _target;
    private int _generation;
    private int _connections;
    private volatile bool _isDead;

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

    /// <summary>Every connection, those open now too, is broken off.</summary>
    public void Die()
    {
        _isDead = true;
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    public void Revive() => _isDead = false;

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
        _clients.TryAdd(client, 0);
        try
        {
            if (_isDead)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server, generation), PumpAsync(server, client, generation));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // one side has gone
        }
        finally
        {
            _clients.TryRemove(client, out _);
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
