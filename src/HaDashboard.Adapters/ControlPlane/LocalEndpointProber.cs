using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// What everything on a node goes through: new connections to its own 127.0.0.1:5443, TLS and <c>GET /readyz</c>. A connection alone proves
/// nothing, for HAProxy accepts with every server down; and one request proves little, for only every third may fail.
/// </summary>
internal sealed class LocalEndpointProber(ProbeTools tools) : IProbe
{
    public SourceId Source { get; } = SourceId.LocalEndpoint(tools.Node.Name);

    public void Dispose() { }

    public async Task<Observation> ProbeAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = tools.Time.CreateTimer(
            _ => deadline.Cancel(),
            null,
            tools.Options.Timeout * 0.9,
            Timeout.InfiniteTimeSpan
        );
        var tried = await Task.WhenAll(
            Enumerable.Range(0, tools.Options.LocalEndpointConnections).Select(_ => TryAsync(deadline.Token))
        );
        if (
            tried.All(t =>
                t.Failure
                    is { Kind: not (FailureKind.ConnectionLost or FailureKind.Malformed or FailureKind.TlsFailed) }
            )
        )
        {
            throw new SourceFailureException(tried[0].Failure!.Kind, tried[0].Failure!.Message);
        }

        if (tried.Any(t => t.TimedOut))
        {
            await tools.Connection.ProveAsync(CancellationToken.None); // else the silence is the node's, and not its HAProxy's
        }

        var answered = tried.Where(t => t.Attempt.Status is not null).Select(t => t.Identity).ToArray();
        return new LocalEndpointObserved(
            tools.Node.Name,
            new LocalEndpointProbe(
                [.. tried.Select(t => t.Attempt)],
                answered.Length == 0 ? ServerIdentity.Inspected : answered.Max()
            ),
            tools.Time.GetUtcNow()
        );
    }

    private async Task<Tried> TryAsync(CancellationToken ct)
    {
        var asked = tools.Time.GetTimestamp();
        NodeName? by = null;
        using var http = Http(certificate => by = MasterOf(certificate)); // one connection for one request
        try
        {
            var answer = await http.GetAsync("/readyz", ct);
            // Forbidden is an answer of an apiserver: the way to it works, and its health is told by its own probe.
            var ok = answer.Status is 200 or 401 or 403;
            return new Tried(
                new EndpointAttempt(
                    ok,
                    answer.Status,
                    answer.Elapsed,
                    ok ? null : $"status {answer.Status.ToString(CultureInfo.InvariantCulture)}",
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
                new EndpointAttempt(
                    false,
                    null,
                    tools.Time.GetElapsedTime(asked),
                    e.ToFailure().Message.Replace($" of {tools.Node.Name}", "", StringComparison.Ordinal),
                    by
                ),
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
                    tools.Time.GetElapsedTime(asked),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"no answer in {tools.Options.Timeout.TotalSeconds * 0.9:0.#} s"
                    ),
                    by
                ),
                ServerIdentity.Plain,
                null,
                true
            );
        }
    }

    // Whichever master answers, its certificate must carry the endpoint's host, or kubelets can't use it.
    private NodeHttp Http(Action<X509Certificate2> show) =>
        new(
            tools.Connection,
            tools.Options.LocalEndpoint,
            tools.Options.LocalEndpoint.Scheme == Uri.UriSchemeHttps
                ? () =>
                    tools.ApiServer(tools.Options.LocalEndpoint.Host) with
                    {
                        Names = [tools.Options.LocalEndpoint.Host],
                    }
                : null,
            signed: false,
            tools.Time,
            show
        );

    /// <summary>kubeadm writes a master's own name and address into its apiserver's certificate.</summary>
    private NodeName? MasterOf(X509Certificate2 certificate) =>
        tools
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
