using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads from an apiserver's own metrics how many requests it answered and how many of them failed. It is a separate probe, because the
/// metrics have megabytes: a slow transfer must not make the health endpoints look slow.
/// </summary>
internal sealed class ApiServerRequestsProber(ProbeTools tools)
    : NodeProbe<ApiServerRequests>(SourceCatalogue.ApiServerRequests, tools)
{
    private const int LargestMetrics = 32 * 1024 * 1024;

    private readonly ComponentRoute _route = new(tools, ControlPlaneComponent.ApiServer);
    private (long Answered, long Failed, long At)? _before;

    public override ValueTask DisposeAsync()
    {
        _route.Dispose();
        return base.DisposeAsync();
    }

    public override Task<ApiServerRequests> ReadAsync(CancellationToken ct) =>
        _route.AskAsync(link => ReadAsync(Tools.Trust.Current.HasCredentials ? link.Signed : link.Anonymous, ct));

    private async Task<ApiServerRequests> ReadAsync(NodeHttp http, CancellationToken ct)
    {
        var answer = await http.GetAsync("/metrics", ct, LargestMetrics);
        if (answer.Status != 200)
        {
            throw Refused(http, answer.Status, Tools.Trust.Current.Problem);
        }

        return Since(Count(answer.Body, http.Where));
    }

    /// <param name="problem">Why the request could not be signed; null if it was, or if there is nothing to sign it with.</param>
    private static SourceFailureException Refused(NodeHttp http, int status, SourceFailure? problem) =>
        status is not (401 or 403)
            ? new SourceFailureException(
                FailureKind.ServerError,
                ProbeTexts.AnsweredWith(http.Where, "/metrics", status)
            )
            : new SourceFailureException(
                FailureKind.Forbidden,
                problem?.Message ?? ProbeTexts.MetricsForbidden(http.Where, status)
            );

    /// <exception cref="SourceFailureException">The text is not the metrics of an apiserver.</exception>
    internal static (long Answered, long Failed) Count(ReadOnlySpan<byte> metrics, Message where)
    {
        try
        {
            // Before Kubernetes 1.14 the counter has the older name; for a few versions after it the same requests are under both names.
            (double Answered, double Failed)? total = null;
            (double Answered, double Failed)? older = null;
            var reader = new PrometheusText(metrics);
            while (reader.Read())
            {
                if (reader.Name.SequenceEqual("apiserver_request_total"u8))
                {
                    total = With(total, reader);
                }
                else if (reader.Name.SequenceEqual("apiserver_request_count"u8))
                {
                    older = With(older, reader);
                }
            }

            return (total ?? older) is { } sum
                ? ((long)sum.Answered, (long)sum.Failed)
                : throw new MalformedTextException(ProbeTexts.NotApiServerMetrics);
        }
        catch (MalformedTextException e)
        {
            throw new SourceFailureException(FailureKind.Malformed, ProbeTexts.MetricsUnreadable(where, e.Problem), e);
        }
    }

    private static (double Answered, double Failed) With((double Answered, double Failed)? sum, PrometheusText sample)
    {
        var (answered, failed) = sum ?? default;
        return (answered + sample.Value, failed + (sample.Label("code"u8) is ['5', _, _] ? sample.Value : 0));
    }

    private ApiServerRequests Since((long Answered, long Failed) now)
    {
        var at = Time.GetTimestamp();
        var before = _before;
        _before = (now.Answered, now.Failed, at);
        return before is { } b && now.Answered >= b.Answered && now.Failed >= b.Failed
            ? new ApiServerRequests(now.Answered - b.Answered, now.Failed - b.Failed, Time.GetElapsedTime(b.At, at))
            : new ApiServerRequests(0, 0, TimeSpan.Zero);
    }
}
