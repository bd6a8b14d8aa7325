using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Sources;
using HaDashboard.Adapters.Tls;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Opens new connections to an address of the API, with TLS and <c>GET /readyz</c>, as a client at the same place does. A TCP connection
/// alone proves nothing, because HAProxy accepts it while every server is down. One request is not enough either, because only every third
/// connection may fail.
/// </summary>
/// <param name="node">The node from which the address is tried; null for the dashboard's host.</param>
/// <param name="select">The address to try; null where there is none.</param>
internal sealed class EndpointProber(
    SourceDescriptor<EndpointProbe> source,
    NodeName? node,
    EndpointTools tools,
    Func<ApiEndpoints, EndpointTarget?> select
) : ValueReader<EndpointProbe>(source, node, tools.Time)
{
    public override bool HasTarget => Target is not null;

    private EndpointTarget? Target => select(ApiEndpoints.Of(tools.Feed.Current.Snapshot));

    /// <summary>Tries the address on the node's own HAProxy.</summary>
    public static EndpointProber Local(ProbeTools tools) =>
        new(SourceCatalogue.LocalEndpoint, tools.Node.Name, EndpointTools.On(tools), EndpointTarget.Local);

    /// <summary>Tries the address that all clients use, from the node.</summary>
    public static EndpointProber Shared(ProbeTools tools) =>
        new(SourceCatalogue.Endpoint, tools.Node.Name, EndpointTools.On(tools), EndpointTarget.Shared);

    /// <summary>Tries the address that all clients use, from the dashboard's host.</summary>
    public static EndpointProber FromHere(EndpointTools tools) =>
        new(SourceCatalogue.EndpointFromHere, null, tools, EndpointTarget.Shared);

    public override async Task<EndpointProbe> ReadAsync(CancellationToken cancellationToken)
    {
        var target = Target ?? throw new SourceFailureException(FailureKind.Other, ProbeTexts.NoEndpoint);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = Time.CreateTimer(
            _ => deadline.Cancel(),
            null,
            tools.Options.Timeout * 0.9,
            Timeout.InfiniteTimeSpan
        );
        var tried = await Task.WhenAll(
            Enumerable.Range(0, tools.Options.EndpointConnections).Select(_ => TryAsync(target, deadline.Token))
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
            await tools.Connection.ProveAsync(CancellationToken.None); // if this fails, the node is unreachable, and not only its HAProxy
        }

        var answered = tried.Where(t => t.Attempt.Status is not null).Select(t => t.Identity).ToArray();
        return new EndpointProbe(
            [.. tried.Select(t => t.Attempt)],
            answered.Length == 0 ? ServerIdentity.Inspected : answered.Max()
        )
        {
            Address = HostPort.Of(target.Address).ToString(),
        };
    }

    // The endpoint is only reported as not responding if the place from which it is tried responds.
    public override async Task<SourceFailureException> ExplainTimeoutAsync(
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        await tools.Connection.ProveAsync(cancellationToken);
        return new SourceFailureException(
            FailureKind.PortSilent,
            ProbeTexts.SourceSilent(Source.DisplayName, Rounded.Seconds(timeout))
        );
    }

    protected override string Describe(EndpointProbe value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Address}, {value.Succeeded} of {value.Attempts.Length} connections answered, "
                + $"server {ProbeWords.Of(value.Identity)}"
        );

    private async Task<Tried> TryAsync(EndpointTarget target, CancellationToken ct)
    {
        var asked = Time.GetTimestamp();
        NodeName? by = null;
        using var http = Http(target, certificate => by = MasterOf(certificate)); // one connection for one request
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
                    ProbeTexts.NoAnswer(Rounded.Seconds(tools.Options.Timeout * 0.9)),
                    by
                ),
                ServerIdentity.Plain,
                null,
                true
            );
        }
    }

    // An attempt is shown with its node, so its messages name the address only.
    private NodeHttp Http(EndpointTarget target, Action<X509Certificate2> show)
    {
        var trust = tools.Trust.Current;
        return new NodeHttp(
            tools.Connection,
            target.Address,
            target.Address.Scheme == Uri.UriSchemeHttps
                ? () => new TlsExpectation(trust, target.Names, MustBeProven: trust.Roots.Count > 0)
                : null,
            signed: false,
            Time,
            show,
            Message.Verbatim(HostPort.Of(target.Address).ToString())
        );
    }

    // Some clusters have one certificate for all masters: it does not show which of them answered.
    private NodeName? MasterOf(X509Certificate2 certificate) =>
        MasterCertificate.MastersIn(certificate, tools.Feed.Current.Snapshot).Take(2).ToArray() is [var only]
            ? only
            : null;

    private sealed record Tried(
        EndpointAttempt Attempt,
        ServerIdentity Identity,
        SourceFailureException? Failure,
        bool TimedOut
    );
}
