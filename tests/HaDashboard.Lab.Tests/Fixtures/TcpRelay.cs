using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>
/// Forwards bytes to a loopback port, as HAProxy in TCP mode does. It can stop forwarding on open connections, and close all connections.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentDictionary<Socket, byte> _clients = [];
    private readonly int _target;
    private int _generation;
    private long? _hangs;
    private int _connections;
    private volatile bool _isStopped;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _running.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>
    /// Open connections stay open but transfer no more data; new ones are served. It simulates one of several servers that hangs. A
    /// connection that was on its way counts as open: on a busy machine it is accepted up to a second later.
    /// </summary>
    public void HangOpenConnections()
    {
        _hangs = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Closes all open connections and every new one.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    public void Resume() => _isStopped = false;

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
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var wasOnItsWay = _hangs is { } since && Stopwatch.GetElapsedTime(since) < OnTheWay;
                _running.Add(ServeAsync(client, wasOnItsWay ? _generation - 1 : _generation));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay has ended.
        }
    }

    private async Task ServeAsync(Socket client, int generation)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.TryAdd(client, 0);
        try
        {
            if (_isStopped)
            {
                return;
            }

            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(client, server, generation), PumpAsync(server, client, generation));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has closed the connection.
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
