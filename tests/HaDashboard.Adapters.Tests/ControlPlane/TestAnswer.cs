using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>Answers HTTP requests at one address, each connection once, with TLS where it has a certificate.</summary>
internal sealed class TestAnswer : IAsyncDisposable
{
    private readonly IPAddress _address;
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2? _authority;
    private readonly Func<string, (int Status, string Body)> _answer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private readonly Task _serving;

    /// <param name="authority">Client certificates that this CA did not sign are refused; null: none is requested.</param>
    public TestAnswer(
        IPAddress address,
        X509Certificate2? certificate,
        Func<string, (int Status, string Body)> answer,
        X509Certificate2? authority = null
    )
    {
        (_address, _certificate, _answer, _authority) = (address, certificate, answer, authority);
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _serving = ServeAsync(_listener, _stopping.Token);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public Uri Address
    {
        get
        {
            var scheme = _certificate is null ? "http" : "https";
            return new Uri($"{scheme}://{new IPEndPoint(_address, Port)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync(TcpListener listener, CancellationToken stop)
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                answering.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stop)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = await StreamOfAsync(client);
            var request = new byte[4096];
            var length = await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false);
            if (length == 0)
            {
                return;
            }

            var (status, body) = _answer(Encoding.ASCII.GetString(request, 0, length).Split(' ')[1]);
            var head =
                $"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(head + body));
            await stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client has closed the connection, or has no certificate.
        }
    }

    private async Task<Stream> StreamOfAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = _authority is not null,
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    _authority is null || (shown is X509Certificate2 given && given.Issuer == _authority.Subject),
            }
        );
        return tls;
    }
}
