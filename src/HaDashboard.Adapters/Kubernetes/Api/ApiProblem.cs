using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
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
                $"no answer in {Seconds(deadline.After)} s",
                exception
            ),
            OperationCanceledException { InnerException: TimeoutException } => Failure(
                FailureKind.Timeout,
                request,
                endpoint,
                "the connection was not made in time",
                exception
            ),
            OperationCanceledException => null,
            JsonException => Failure(
                FailureKind.Malformed,
                request,
                endpoint,
                "the answer is not JSON of the Kubernetes API; check that this is an API server",
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
                Printable.Excerpt(exception.Message, LongestReason),
                exception
            ),
        };

    /// <summary>The failure for an HTTP status, or for the ERROR event of a watch.</summary>
    public static Exception OfStatus(ApiRequest request, string endpoint, int code, string reason)
    {
        var detail = reason.Length > 0 ? $": {Printable.Excerpt(reason, LongestReason).TrimEnd('.')}" : "";
        var verbs = request.Verb is "get" ? "get" : "get, list, watch";
        return code switch
        {
            410 => new ResourceExpiredException($"410{detail}"),
            401 => new SourceFailureException(
                FailureKind.Unauthorized,
                $"The API at {endpoint} does not accept this account (401 on {request}){detail}. "
                    + "Check that the kubeconfig's certificate or token is still valid."
            ),
            403 => new SourceFailureException(
                FailureKind.Forbidden,
                $"The API forbids {request.Verb} of {request.Resource} to this account (403){detail}; "
                    + $"grant {verbs} on {request.Resource}."
            ),
            _ => new SourceFailureException(
                code == 404 ? FailureKind.NotFound : FailureKind.ServerError,
                $"The API at {endpoint} answered {request} with {code.ToString(CultureInfo.InvariantCulture)}{detail}."
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
            return Failure(node.Kind, request, endpoint, node.Message.TrimEnd('.'), exception); // the tunnel to a node's port
        }

        if (causes.OfType<AuthenticationException>().LastOrDefault() is { } tls)
        {
            return Failure(
                FailureKind.Other,
                request,
                endpoint,
                "the server's certificate was refused, or the server refused the client certificate "
                    + $"({Printable.Excerpt(tls.Message, LongestReason)}); "
                    + "compare the kubeconfig's certificate-authority and the server's name",
                exception
            );
        }

        return causes.OfType<SocketException>().LastOrDefault()?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Failure(
                FailureKind.ConnectionRefused,
                request,
                endpoint,
                "connection refused, the port is closed",
                exception
            ),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => Failure(
                FailureKind.HostUnreachable,
                request,
                endpoint,
                "no route to the host",
                exception
            ),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Failure(
                FailureKind.HostUnreachable,
                request,
                endpoint,
                "the name does not resolve",
                exception
            ),
            SocketError.TimedOut => Failure(
                FailureKind.Timeout,
                request,
                endpoint,
                "the connection timed out",
                exception
            ),
            _ => Failure(
                FailureKind.ConnectionLost,
                request,
                endpoint,
                $"the connection broke ({Printable.Excerpt(causes[^1].Message, LongestReason)})",
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
        string what,
        Exception inner
    ) => new(kind, $"Could not {request} at {endpoint}: {what}.", inner);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
}
