using System.Buffers;
using System.Net;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The HTTP connection to one API server, with one connection pool. Every failure is thrown as a <see cref="SourceFailureException"/> with
/// a readable message, or as a <see cref="ResourceExpiredException"/>.
/// </summary>
public sealed class ApiConnection : IDisposable
{
    // A page of 500 pods has about 5 MB. A larger answer is not a page, and must not fill the memory.
    private const int LargestPage = 64 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _base;
    private readonly ICredentialSource? _credentials;

    private readonly CancellationTokenSource _abandoned = new();

    /// <param name="endpoint">The name in messages, where the address alone is misleading.</param>
    public ApiConnection(
        HttpMessageHandler handler,
        Uri server,
        ICredentialSource? credentials,
        string? endpoint = null
    )
    {
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // every request has its own deadline
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("HaDashboard");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        _base = server.AbsolutePath.EndsWith('/') ? server : new Uri(server.GetLeftPart(UriPartial.Path) + "/");
        _credentials = credentials;
        Endpoint = endpoint ?? server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
    }

    /// <summary>Scheme, host and port, for messages.</summary>
    public string Endpoint { get; }

    /// <summary>
    /// The name that the server's certificate must contain, if it is not the name in the address. The HTTP handler takes the name from the
    /// Host header and ignores the target host of its TLS options.
    /// </summary>
    internal string? Host { get; init; }

    /// <summary>Returns true when the server, its CA or the client certificate has changed since.</summary>
    internal Func<bool>? Outdated { get; init; }

    /// <summary>Cancelled when another connection replaces this one.</summary>
    internal CancellationToken Abandoned => _abandoned.Token;

    public void Dispose()
    {
        _http.Dispose();
        _abandoned.Dispose();
    }

    /// <summary>
    /// Ends the watches of this connection. A short request in progress may still be answered; the idle sockets close by themselves.
    /// </summary>
    internal void Abandon() => _abandoned.Cancel();

    /// <summary>Completes when the credentials have their first result, and throws if that is a failure.</summary>
    /// <exception cref="SourceFailureException">There is no credential; the message names the cause.</exception>
    internal async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (_credentials is not null)
        {
            await _credentials.ReadyAsync(cancellationToken);
            _ = _credentials.Current;
        }
    }

    /// <summary>Reads a complete answer as JSON.</summary>
    internal async Task<JsonElement> GetAsync(ApiRequest request, Deadline deadline)
    {
        using var response = await SendAsync(request, deadline);
        return await Guarded(request, deadline, async () =>
        {
            await response.Content.LoadIntoBufferAsync(LargestPage, deadline.Token);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return Json(new ReadOnlySequence<byte>(body));
        });
    }

    /// <returns>null where the object does not exist.</returns>
    /// <exception cref="SourceFailureException">As with <see cref="GetAsync"/>.</exception>
    internal async Task<JsonElement?> FindAsync(ApiRequest request, Deadline deadline)
    {
        try
        {
            return await GetAsync(request, deadline);
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Starts a watch; returns once the server has accepted it.</summary>
    internal async Task<WatchStream> WatchAsync(ApiRequest request, Deadline deadline)
    {
        var response = await SendAsync(request, deadline);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            return new WatchStream(response, stream, exception =>
                ApiProblem.Of(request, Endpoint, exception, deadline)
            );
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Starts an answer of text lines.</summary>
    internal async Task<LogStream> LinesAsync(ApiRequest request, Deadline deadline)
    {
        var response = await SendAsync(request, deadline);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            return new LogStream(response, stream, exception => ApiProblem.Of(request, Endpoint, exception, deadline));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    internal static JsonElement Json(ReadOnlySequence<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        return JsonElement.ParseValue(ref reader);
    }

    private Task<HttpResponseMessage> SendAsync(ApiRequest request, Deadline deadline) =>
        Guarded(request, deadline, async () =>
        {
            // The client's default version does not apply to a message made here.
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_base, request.Path))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            };
            message.Headers.Host = Host;
            var credential = _credentials?.Current;
            credential?.Sign(message);
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.StatusCode is HttpStatusCode.OK)
            {
                return response;
            }

            if (response.StatusCode is HttpStatusCode.Unauthorized && credential is not null)
            {
                _credentials!.Refuse(credential);
            }

            using (response)
            {
                var (code, reason) = ((int)response.StatusCode, await ApiProblem.ReasonAsync(response, deadline.Token));
                throw request.Explain?.Invoke(code, reason) ?? ApiProblem.OfStatus(request, Endpoint, code, reason);
            }
        });

    private async Task<T> Guarded<T>(ApiRequest request, Deadline deadline, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception exception) when (ApiProblem.Of(request, Endpoint, exception, deadline) is { } problem)
        {
            throw problem;
        }
    }
}
