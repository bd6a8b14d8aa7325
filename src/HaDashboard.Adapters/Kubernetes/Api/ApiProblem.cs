using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// Translates the failure of a request into a readable message with the verb, the resource, the server and the next step.
/// </summary>
internal static class ApiProblem
{
    private const int LongestReason = 300;

    /// <summary>The failure for an exception; null for a shutdown, and for an exception that already has a readable message.</summary>
    public static SourceFailureException? Of(
        ApiRequest request,
        string endpoint,
        Exception exception,
        Deadline deadline
    ) =>
        exception switch
        {
            SourceFailureException or ResourceExpiredException => null,
            _ when deadline.IsOver => Failure(
                FailureKind.Timeout,
                request,
                endpoint,
                KubernetesAdapterTexts.NoAnswer(Rounded.Seconds(deadline.After)),
                exception
            ),
            OperationCanceledException { InnerException: TimeoutException } => Failure(
                FailureKind.Timeout,
                request,
                endpoint,
                KubernetesAdapterTexts.NotConnectedInTime,
                exception
            ),
            OperationCanceledException => null,
            JsonException => Failure(
                FailureKind.Malformed,
                request,
                endpoint,
                KubernetesAdapterTexts.NotJson,
                exception
            ),
            HttpRequestException or IOException or SocketException or AuthenticationException => OfTransport(
                request,
                endpoint,
                exception
            ),
            _ => Failure(
                FailureKind.Other,
                request,
                endpoint,
                Message.Verbatim(Printable.Excerpt(exception.Message, LongestReason)),
                exception
            ),
        };

    /// <summary>The failure for an HTTP status, or for the ERROR event of a watch.</summary>
    public static Exception OfStatus(ApiRequest request, string endpoint, int code, string reason)
    {
        var shown = Printable.Excerpt(reason, LongestReason).TrimEnd('.');
        var detail = reason.Length > 0 ? KubernetesAdapterTexts.Detail(shown) : Message.Empty;
        var verbs = request.Verb is "get" ? "get" : "get, list, watch";
        return code switch
        {
            410 => new ResourceExpiredException(reason.Length > 0 ? $"410: {shown}" : "410"),
            401 => new SourceFailureException(
                FailureKind.Unauthorized,
                KubernetesAdapterTexts.Unauthorized(endpoint, request.Verb, request.Resource, detail)
            ),
            403 => new SourceFailureException(
                FailureKind.Forbidden,
                KubernetesAdapterTexts.Forbidden(request.Verb, request.Resource, detail, verbs)
            ),
            _ => new SourceFailureException(
                code == 404 ? FailureKind.NotFound : FailureKind.ServerError,
                KubernetesAdapterTexts.AnsweredWith(endpoint, request.Verb, request.Resource, code, detail)
            ),
        };
    }

    /// <summary>The message of the Status object that the API sends with an error, or the start of any other answer.</summary>
    public static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = buffer.AsMemory(
            0,
            await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
        );
        try
        {
            return MessageOf(ApiConnection.Json(new(body))) ?? "";
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body.Span).Trim();
        }
    }

    public static string? MessageOf(JsonElement status) => status.Member("message").Text();

    private static SourceFailureException OfTransport(ApiRequest request, string endpoint, Exception exception)
    {
        var causes = Causes(exception).ToArray();
        if (causes.OfType<SourceFailureException>().FirstOrDefault() is { } node)
        {
            return Failure(node.Kind, request, endpoint, node.Reason.AsClause(), exception); // the tunnel to a node's port
        }

        if (causes.OfType<HttpRequestException>().Any(e => e.HttpRequestError is HttpRequestError.ProxyTunnelError))
        {
            return Failure(
                FailureKind.ConnectionLost,
                request,
                endpoint,
                KubernetesAdapterTexts.ProxyRefused(Printable.Excerpt(causes[^1].Message, LongestReason)),
                exception
            );
        }

        if (causes.OfType<AuthenticationException>().LastOrDefault() is { } tls)
        {
            return Failure(
                FailureKind.Other,
                request,
                endpoint,
                KubernetesAdapterTexts.CertificateRefused(Printable.Excerpt(tls.Message, LongestReason)),
                exception
            );
        }

        return causes.OfType<SocketException>().LastOrDefault()?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Failure(
                FailureKind.ConnectionRefused,
                request,
                endpoint,
                KubernetesAdapterTexts.ConnectionRefused,
                exception
            ),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => Failure(
                FailureKind.HostUnreachable,
                request,
                endpoint,
                KubernetesAdapterTexts.NoRoute,
                exception
            ),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Failure(
                FailureKind.HostUnreachable,
                request,
                endpoint,
                KubernetesAdapterTexts.NameUnresolved,
                exception
            ),
            SocketError.TimedOut => Failure(
                FailureKind.Timeout,
                request,
                endpoint,
                KubernetesAdapterTexts.ConnectionTimedOut,
                exception
            ),
            _ => Failure(
                FailureKind.ConnectionLost,
                request,
                endpoint,
                KubernetesAdapterTexts.ConnectionBroke(Printable.Excerpt(causes[^1].Message, LongestReason)),
                exception
            ),
        };
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static SourceFailureException Failure(
        FailureKind kind,
        ApiRequest request,
        string endpoint,
        Message reason,
        Exception inner
    ) => new(kind, KubernetesAdapterTexts.RequestFailed(request.Verb, request.Resource, endpoint, reason), inner);
}
