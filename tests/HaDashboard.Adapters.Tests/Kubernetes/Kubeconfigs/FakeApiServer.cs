using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>A request that a <see cref="FakeApiServer"/> received.</summary>
/// <param name="Sni">The server name of the TLS handshake.</param>
/// <param name="Client">The subject of the client certificate.</param>
internal sealed record ReceivedRequest(string Path, string? Authorization, string? Sni, string? Client);

/// <summary>An HTTP server with TLS that answers GET requests and records who sent them. An empty status is 200.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">The status for a request.</param>
    public FakeApiServer(X509Certificate2 certificate, Func<ReceivedRequest, int> answer, IPAddress? address = null)
    {
        _certificate = certificate;
        Answer = answer;
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Func<ReceivedRequest, int> Answer { get; set; }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
        _certificate.Dispose();
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
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, client, _, _) =>
                        client is null or { Subject.Length: > 0 },
                },
                _stop.Token
            );
            using var reader = new StreamReader(tls, Encoding.ASCII);
            while (await ReceiveAsync(reader, tls) is { } request)
            {
                Requests.Enqueue(request);
                await tls.WriteAsync(Bytes(Answer(request)), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client has closed the connection, or the test is over.
        }
    }

    private async Task<ReceivedRequest?> ReceiveAsync(StreamReader reader, SslStream tls)
    {
        if (await reader.ReadLineAsync(_stop.Token) is not { } first)
        {
            return null;
        }

        string? authorization = null;
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            authorization = header.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase)
                ? header[15..]
                : authorization;
        }

        return new ReceivedRequest(
            first.Split(' ')[1],
            authorization,
            tls.TargetHostName,
            tls.RemoteCertificate?.Subject
        );
    }

    private static byte[] Bytes(int status)
    {
        const string Body =
            """{"kind":"NodeList","metadata":{"resourceVersion":"7"},"items":[],"gitVersion":"v1.34.0"}""";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"
        );
    }
}
