using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>A proxy by CONNECT or SOCKS5. It connects every client to one port, whatever the client asks for.</summary>
internal sealed class FakeProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly bool _refuses;
    private readonly string? _account;
    private readonly Task _serving;

    /// <param name="account">The name and password that CONNECT needs.</param>
    public FakeProxy(int target, string? account = null, bool refuses = false)
    {
        (_target, _account, _refuses) = (target, account, refuses);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The destinations of the connections that were made or refused.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var first = await ByteAsync(stream);
            var isReady = first == 5 ? await SocksAsync(stream) : await ConnectAsync(stream, first);
            if (isReady)
            {
                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                var there = stream.CopyToAsync(server.GetStream(), _stop.Token);
                await Task.WhenAny(there, server.GetStream().CopyToAsync(stream, _stop.Token));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has closed the connection, or the test is over.
        }
    }

    private async Task<bool> ConnectAsync(NetworkStream stream, byte first)
    {
        var request = await HeadAsync(stream, first);
        while (
            _account is not null
            && !request.Contains(Convert.ToBase64String(Encoding.ASCII.GetBytes(_account)), StringComparison.Ordinal)
        )
        {
            await AnswerAsync(
                stream,
                "407 Account needed\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0"
            );
            request = await HeadAsync(stream, await ByteAsync(stream));
        }

        Asked.Enqueue(request.Split(' ')[1]);
        await AnswerAsync(stream, _refuses ? "403 Forbidden\r\nContent-Length: 0" : "200 OK");
        return !_refuses;
    }

    private async Task<string> HeadAsync(NetworkStream stream, byte first)
    {
        var text = new StringBuilder().Append((char)first);
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            text.Append((char)await ByteAsync(stream));
        }

        return text.ToString();
    }

    private async Task AnswerAsync(NetworkStream stream, string head) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\n\r\n"), _stop.Token);

    private async Task<bool> SocksAsync(NetworkStream stream)
    {
        await BytesAsync(stream, await ByteAsync(stream));
        await stream.WriteAsync(new byte[] { 5, 0 }, _stop.Token);
        var request = await BytesAsync(stream, 4);
        var host =
            request[3] == 3
                ? Encoding.ASCII.GetString(await BytesAsync(stream, await ByteAsync(stream)))
                : new IPAddress(await BytesAsync(stream, request[3] == 4 ? 16 : 4)).ToString();
        var port = await BytesAsync(stream, 2);
        Asked.Enqueue($"{host}:{(port[0] << 8) + port[1]}");
        await stream.WriteAsync(new byte[] { 5, (byte)(_refuses ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0 }, _stop.Token);
        return !_refuses;
    }

    private async Task<byte> ByteAsync(NetworkStream stream) => (await BytesAsync(stream, 1))[0];

    private async Task<byte[]> BytesAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
