using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Plain HTTP on a loopback port: one answer per connection, by the path of the request.</summary>
internal sealed class AnswerServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, (int Status, string Body)?> _answers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answers">null for a path that is never answered.</param>
    internal AnswerServer(Func<string, (int Status, string Body)?> answers)
    {
        _answers = answers;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    internal AnswerServer(AnswerFile file)
        : this(path => file.Of(path)) { }

    internal int Port { get; }

    internal Uri Address => new($"http://127.0.0.1:{Port}");

    internal ConcurrentQueue<string> Paths { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving; // between two connections, accepting on a stopped listener is an error of another kind
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAll(clients); // stopped
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = client.GetStream();
            using var lines = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            if (await lines.ReadLineAsync(_stop.Token) is not { } request)
            {
                return; // connected and closed
            }

            while (await lines.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
                // the headers
            }

            var path = request.Split(' ')[1];
            Paths.Enqueue(path);
            if (_answers(path) is not { } answer)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
                return;
            }

            var body = Encoding.UTF8.GetBytes(answer.Body);
            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {answer.Status} x\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
            );
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            await stream.WriteAsync(body, _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the client closed the connection, or the server stops
        }
    }
}
