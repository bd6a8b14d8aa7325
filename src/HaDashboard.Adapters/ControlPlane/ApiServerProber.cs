using System.Text.Json;
using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads <c>/livez</c> and <c>/readyz</c> of the apiserver of one control-plane node, without a load balancer in between. Before Kubernetes
/// 1.16 there is only <c>/healthz</c>.
/// </summary>
internal sealed class ApiServerProber(ProbeTools tools) : NodeProbe<ApiServerProbe>(SourceCatalogue.ApiServer, tools)
{
    private static readonly TimeSpan VersionInterval = TimeSpan.FromMinutes(1);

    private readonly ComponentRoute _route = new(tools, ControlPlaneComponent.ApiServer);
    private string? _version;
    private long _versionAt;

    public override ValueTask DisposeAsync()
    {
        _route.Dispose();
        return base.DisposeAsync();
    }

    public override async Task<ApiServerProbe> ReadAsync(CancellationToken ct)
    {
        // The requests end a little before the caller's deadline: one of the two may hang, and the answer to the other is still reported.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = Time.CreateTimer(
            _ => deadline.Cancel(),
            null,
            Tools.Options.Timeout * 0.9,
            Timeout.InfiniteTimeSpan
        );
        return await _route.AskAsync(link => ReadAsync(link, deadline.Token));
    }

    public override string? Advice => _route.Advice;

    protected override string Describe(ApiServerProbe value) =>
        $"{value.Version ?? "version unknown"}, live {ProbeWords.Of(value.Live)}, ready {ProbeWords.Of(value.Ready)}, "
        + $"server {ProbeWords.Of(value.Identity)}, {_route.Place}";

    private async Task<ApiServerProbe> ReadAsync(ComponentLink link, CancellationToken ct)
    {
        var live = AskAsync(link, "/livez?verbose", ct);
        var ready = AskAsync(link, "/readyz?verbose", ct);
        var (l, r) = (await live, await ready);
        if (OfAnotherServer(l.Failure, r.Failure) is { } other)
        {
            throw other; // a load balancer passed the two requests to two masters
        }

        if (IsMissing(l) && IsMissing(r))
        {
            (l, r) = await OlderAsync(link, l, r, ct);
        }

        if (l.Answer is null && r.Answer is null)
        {
            throw l.Failure ?? r.Failure ?? new OperationCanceledException("Neither request was answered.", ct);
        }

        var identity = (l.Answer ?? r.Answer)!.Identity;
        await ReadVersionAsync(link, ct);
        return new ApiServerProbe(HealthOf(l), HealthOf(r), l.Answer?.Elapsed, _version, identity);
    }

    private static SourceFailureException? OfAnotherServer(params ReadOnlySpan<Exception?> failures)
    {
        foreach (var failure in failures)
        {
            if (failure is SourceFailureException { Kind: FailureKind.OtherServer } other)
            {
                return other;
            }
        }

        return null;
    }

    // An apiserver before 1.16 answers with 404 where the account is allowed to read the path, and otherwise refuses the request first.
    private static bool IsMissing((NodeAnswer? Answer, Exception? Failure) asked) =>
        asked.Answer is { Status: 401 or 403 or 404 };

    private static async Task<(
        (NodeAnswer? Answer, Exception? Failure) Live,
        (NodeAnswer? Answer, Exception? Failure) Ready
    )> OlderAsync(
        ComponentLink link,
        (NodeAnswer? Answer, Exception? Failure) live,
        (NodeAnswer? Answer, Exception? Failure) ready,
        CancellationToken ct
    )
    {
        var health = await AskAsync(link, "/healthz?verbose", ct);
        if (health.Answer is { Status: 404 } && live.Answer is { Status: 404 } && ready.Answer is { Status: 404 })
        {
            throw new SourceFailureException(FailureKind.Malformed, ProbeTexts.NotAnApiServer(link.Anonymous.Where));
        }

        return health.Answer is null or { Status: 404 } ? (live, ready) : (health, health);
    }

    private static async Task<(NodeAnswer? Answer, Exception? Failure)> AskAsync(
        ComponentLink link,
        string path,
        CancellationToken ct
    )
    {
        try
        {
            return (await link.GetAsync(path, ct), null);
        }
        catch (Exception e) when (e is SourceFailureException or OperationCanceledException)
        {
            return (null, e);
        }
    }

    private HealthAnswer HealthOf((NodeAnswer? Answer, Exception? Failure) asked) =>
        asked switch
        {
            ({ } answer, _) => HealthReader.Read(answer),
            (_, SourceFailureException failure) => new HealthAnswer(false, null, [], failure.Reason),
            _ => new HealthAnswer(false, null, [], ProbeTexts.NoAnswer(Rounded.Seconds(Tools.Options.Timeout * 0.9))),
        };

    // The version only changes with an upgrade and is not part of the health, so a failure to read it is ignored.
    private async Task ReadVersionAsync(ComponentLink link, CancellationToken ct)
    {
        if (_version is not null && Time.GetElapsedTime(_versionAt) < VersionInterval)
        {
            return;
        }

        try
        {
            var answer = await link.GetAsync("/version", ct);
            if (answer.Status == 200)
            {
                using var json = JsonDocument.Parse(answer.Body);
                _version = json.RootElement.TryGetProperty("gitVersion", out var version)
                    ? Printable.Excerpt(version.GetString(), 40)
                    : null;
                _versionAt = Time.GetTimestamp();
            }
        }
        catch (Exception e)
            when (e
                    is SourceFailureException
                        or OperationCanceledException
                        or JsonException
                        or InvalidOperationException
            )
        {
            // Read again in the next round.
        }
    }
}
