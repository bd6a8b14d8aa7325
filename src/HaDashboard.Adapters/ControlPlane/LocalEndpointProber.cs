using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Opens new connections to the node's own 127.0.0.1:5443, with TLS and <c>GET /readyz</c>, as every client on the node does. A TCP
/// connection alone proves nothing, because HAProxy accepts it while every server is down. One request is not enough either, because only
/// every third connection may fail.
/// </summary>
internal sealed class LocalEndpointProber(ProbeTools tools)
    : NodeProbe<EndpointProbe>(SourceCatalogue.LocalEndpoint, tools)
{
    public override async Task<EndpointProbe> ReadAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = Time.CreateTimer(
            _ => deadline.Cancel(),
            null,
            Tools.Options.Timeout * 0.9,
            Timeout.InfiniteTimeSpan
        );
        var tried = await Task.WhenAll(
            Enumerable.Range(0, Tools.Options.LocalEndpointConnections).Select(_ => TryAsync(deadline.Token))
        );
        if (
            tried.All(t =>
                t.Failure
                    is { Kind: not (FailureKind.ConnectionLost or FailureKind.Malformed or FailureKind.TlsFailed) }
            )
        )
        {
            throw new SourceFailureException(tried[0].Failure!.Kind, tried[0].Failure!.Reason);
        }

        if (tried.Any(t => t.TimedOut))
        {
            await Tools.Connection.ProveAsync(CancellationToken.None); // if this fails, the node is unreachable, and not only its HAProxy
        }

        var answered = tried.Where(t => t.Attempt.Status is not null).Select(t => t.Identity).ToArray();
        return new EndpointProbe(
            [.. tried.Select(t => t.Attempt)],
            answered.Length == 0 ? ServerIdentity.Inspected : answered.Max()
        );
    }

    protected override string Describe(EndpointProbe value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Succeeded} of {value.Attempts.Length} connections answered, server {ProbeWords.Of(value.Identity)}"
        );

    private async Task<Tried> TryAsync(CancellationToken ct)
    {
        var asked = Time.GetTimestamp();
        NodeName? by = null;
        using var http = Http(certificate => by = MasterOf(certificate)); // one connection for one request
        try
        {
            var answer = await http.GetAsync("/readyz", ct);
            if (answer.Status == 404)
            {
                answer = await http.GetAsync("/healthz", ct); // an apiserver before Kubernetes 1.16 has no /readyz
            }

            // 403 is an answer of an apiserver: the path to it works. Its health is read by a probe of its own.
            var ok = answer.Status is 200 or 401 or 403;
            return new Tried(
                new EndpointAttempt(
                    ok,
                    answer.Status,
                    answer.Elapsed,
                    ok ? null : ProbeTexts.Status(answer.Status),
                    by
                ),
                answer.Identity,
                null,
                false
            );
        }
        catch (SourceFailureException e)
        {
            return new Tried(
                new EndpointAttempt(false, null, Time.GetElapsedTime(asked), e.Reason, by),
                ServerIdentity.Plain,
                e,
                false
            );
        }
        catch (OperationCanceledException)
        {
            return new Tried(
                new EndpointAttempt(
                    false,
                    null,
                    Time.GetElapsedTime(asked),
                    ProbeTexts.NoAnswer(Rounded.Seconds(Tools.Options.Timeout * 0.9)),
                    by
                ),
                ServerIdentity.Plain,
                null,
                true
            );
        }
    }

    // Kubelets verify the endpoint's host name, so the certificate of every apiserver must contain it. An attempt is shown with its node,
    // so its messages name the address only.
    private NodeHttp Http(Action<X509Certificate2> show) =>
        new(
            Tools.Connection,
            Tools.Options.LocalEndpoint,
            Tools.Options.LocalEndpoint.Scheme == Uri.UriSchemeHttps
                ? () =>
                    Tools.ApiServer(Tools.Options.LocalEndpoint.Host) with
                    {
                        Names = [Tools.Options.LocalEndpoint.Host],
                    }
                : null,
            signed: false,
            Time,
            show,
            Message.Verbatim($"{Tools.Options.LocalEndpoint.Host}:{Tools.Options.LocalEndpoint.Port}")
        );

    /// <summary>kubeadm writes a master's own name and address into its apiserver's certificate.</summary>
    private NodeName? MasterOf(X509Certificate2 certificate) =>
        Tools
            .Options.Nodes.FirstOrDefault(node =>
                node.Role is NodeRole.Master
                && (
                    certificate.MatchesHostname(node.Name.Value, allowWildcards: false, allowCommonName: false)
                    || (
                        node.Address is { } address
                        && certificate.MatchesHostname(address, allowWildcards: false, allowCommonName: false)
                    )
                )
            )
            ?.Name;

    private sealed record Tried(
        EndpointAttempt Attempt,
        ServerIdentity Identity,
        SourceFailureException? Failure,
        bool TimedOut
    );
}
