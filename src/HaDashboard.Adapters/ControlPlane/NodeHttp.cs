using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Addresses;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Sends GET requests to one address as a node reaches it, over connections that are kept open. TLS is handled here and not by the HTTP
/// handler, so that every answer carries how far its server's identity was verified. Every request is limited by its caller's token and by
/// a size.
/// </summary>
internal sealed class NodeHttp : IDisposable
{
    public const int LargestAnswer = 4 * 1024 * 1024;

    private readonly NodeConnection _connection;
    private readonly Uri _base;
    private readonly Func<TlsExpectation>? _tls;
    private readonly bool _signed;
    private readonly TimeProvider _time;
    private readonly Action<X509Certificate2>? _show;
    private readonly HttpClient _http;
    private volatile int _identity = (int)ServerIdentity.Plain;

    /// <param name="tls">null for plain HTTP.</param>
    /// <param name="show">Receives the certificate of each new connection.</param>
    /// <param name="signed">Sends the kubeconfig's credentials, and only to a server whose identity is verified.</param>
    /// <param name="where">See <see cref="Where"/>; null for the address and the node.</param>
    public NodeHttp(
        NodeConnection connection,
        Uri address,
        Func<TlsExpectation>? tls,
        bool signed,
        TimeProvider time,
        Action<X509Certificate2>? show = null,
        Message? where = null
    )
    {
        (_connection, _base, _tls, _signed, _time, _show) = (connection, address, tls, signed, time, show);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, ct) => await ConnectAsync(ct),
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                MaxConnectionsPerServer = 4,
                MaxResponseHeadersLength = 32,
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                PooledConnectionLifetime = TimeSpan.FromMinutes(10), // so that a renewed certificate or CA is noticed
                ConnectTimeout = TimeSpan.FromSeconds(15), // longer than the deadline of any request
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version11,
            BaseAddress = new Uri($"http://{address.Authority}"), // the handler uses plain HTTP; TLS is below it
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("HaDashboard");
        Where = where ?? TlsTexts.Server($"{address.Host}:{address.Port}", connection.Node);
    }

    /// <summary>The kubeconfig's or etcd's client certificate is presented although the requests are not signed.</summary>
    public bool PresentsCertificate { private get; init; }

    /// <summary>How long the address may take to accept a connection; null: as long as the caller waits.</summary>
    public TimeSpan? ConnectLimit { private get; init; }

    /// <summary>Returns the failure for a certificate of the wrong server; null for the right one.</summary>
    public Func<X509Certificate2, SourceFailureException?>? Refuse { private get; init; }

    /// <summary>The address in messages: <c>127.0.0.1:6443 of k8smaster1</c>.</summary>
    public Message Where { get; }

    public Uri Address => _base;

    /// <exception cref="SourceFailureException">There was no HTTP answer.</exception>
    /// <exception cref="OperationCanceledException">The time limit was reached.</exception>
    public async Task<NodeAnswer> GetAsync(string path, CancellationToken ct, int largest = LargestAnswer)
    {
        var asked = _time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (_signed)
            {
                _tls?.Invoke().Trust.Credential.Sign(request);
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var body = await ReadAsync(response, largest, ct);
            return new NodeAnswer(
                (int)response.StatusCode,
                body,
                _time.GetElapsedTime(asked),
                (ServerIdentity)_identity,
                response.Headers.Date
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Explain(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Stream> ConnectAsync(CancellationToken ct)
    {
        var stream = await TcpOpening.OpenAsync(_connection, _base, ConnectLimit, _time, ct);
        if (_tls is null)
        {
            return stream;
        }

        var expectation = _tls();
        if (_signed)
        {
            expectation = expectation with { MustBeProven = true }; // credentials are never sent to a server that is not verified
        }

        SourceFailureException? refusal = null;
        var (tls, identity) = await NodeTlsStream.OverAsync(
            stream,
            Where,
            expectation,
            withCertificate: _signed || PresentsCertificate,
            certificate =>
            {
                _show?.Invoke(certificate);
                refusal = Refuse?.Invoke(certificate);
            },
            ct
        );
        if (refusal is not null)
        {
            await tls.DisposeAsync();
            throw refusal;
        }

        _identity = (int)identity;
        return tls;
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, int largest, CancellationToken ct)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(largest, ct);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                ProbeTexts.AnswerTooLarge(Where, largest / 1024 / 1024),
                e
            );
        }

        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    private SourceFailureException Explain(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is SourceFailureException known)
            {
                return new SourceFailureException(known.Kind, known.Reason, known);
            }
        }

        return e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }
            ? new SourceFailureException(
                FailureKind.Malformed,
                ProbeTexts.NotHttp(Where, Printable.Excerpt(e.Message)),
                e
            )
            : new SourceFailureException(
                FailureKind.ConnectionLost,
                ProbeTexts.AnswerCutOff(Where, Printable.Excerpt(e.InnerException?.Message ?? e.Message)),
                e
            );
    }
}
