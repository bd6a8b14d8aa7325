using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads <c>/health</c> and <c>/metrics</c> of one etcd member. Where the member has no metrics port, it reads <c>/readyz/etcd</c> of the
/// apiserver on the same node; before Kubernetes 1.16 that is <c>/healthz/etcd</c>.
/// </summary>
internal sealed class EtcdProber(ProbeTools tools) : NodeProbe<EtcdMember>(SourceCatalogue.Etcd, tools)
{
    private readonly NodeHttp _metrics = tools.Http(tools.Options.EtcdMetrics, tools.Component);
    private readonly NodeHttp _apiServer = tools.Http(tools.Options.ApiServer, tools.ApiServer);
    private readonly NodeHttp _signed = tools.Http(tools.Options.ApiServer, tools.ApiServer, signed: true);
    private readonly EtcdHistory _history = new();

    public override ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _apiServer.Dispose();
        _signed.Dispose();
        return base.DisposeAsync();
    }

    protected override string Describe(EtcdMember value)
    {
        var health = value.Healthy ? "healthy" : "unhealthy";
        var role = value.IsLeader == true ? "leader" : "follower";
        return value.Source is EtcdMemberSource.ApiServer
            ? $"no metrics port; according to the apiserver on the same node: {health}"
            : $"{value.Version}, {health}, {role}";
    }

    internal static EtcdMember Interpret(NodeAnswer health, EtcdMetrics metrics)
    {
        var (healthy, reason) = HealthOf(health);
        var (size, quota) = (
            metrics.Number("etcd_mvcc_db_total_size_in_bytes", "etcd_debugging_mvcc_db_total_size_in_bytes"),
            metrics.Number("etcd_server_quota_backend_bytes")
        );
        return new EtcdMember(EtcdMemberSource.Metrics, healthy, reason)
        {
            Id = metrics.MemberId,
            Version = metrics.Version,
            HasLeader = metrics.Flag("etcd_server_has_leader"),
            IsLeader = metrics.Flag("etcd_server_is_leader"),
            IsLearner = metrics.Flag("etcd_server_is_learner"),
            LeaderChanges = metrics.Number("etcd_server_leader_changes_seen_total"),
            CommittedIndex = metrics.Number("etcd_server_proposals_committed_total"),
            AppliedIndex = metrics.Number("etcd_server_proposals_applied_total"),
            DbSizeBytes = size,
            DbInUseBytes = metrics.Number("etcd_mvcc_db_total_size_in_use_in_bytes"),
            QuotaBytes = quota,
            ProposalsFailed = metrics.Number("etcd_server_proposals_failed_total"),
            ProposalsPending = metrics.Number("etcd_server_proposals_pending"),
            Alarms = EtcdAlarms.In(reason?.In(CultureInfo.InvariantCulture)),
        };
    }

    public override async Task<EtcdMember> ReadAsync(CancellationToken ct)
    {
        try
        {
            var health = _metrics.GetAsync("/health", ct);
            var metrics = EtcdMetrics.Parse((await Expect200Async(_metrics.GetAsync("/metrics", ct), "/metrics")).Body);
            var member = Interpret(await health, metrics);
            if (EtcdAlarms.MayBeHidden(member))
            {
                member = member with { Alarms = await HiddenAlarmsAsync(member, ct) };
            }

            return _history.Add(member, metrics, Time.GetUtcNow());
        }
        catch (MalformedTextException e)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                ProbeTexts.MetricsUnreadable(_metrics.Where, e.Problem),
                e
            );
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed)
        {
            return await WithoutMetricsAsync(e, ct);
        }
    }

    /// <summary>Asks for the health without an alarm: if that is good, the alarm is the reason.</summary>
    private async Task<ImmutableArray<string>> HiddenAlarmsAsync(EtcdMember member, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = Time.CreateTimer(
            _ => deadline.Cancel(),
            null,
            Tools.Options.Timeout / 4,
            Timeout.InfiniteTimeSpan
        );
        try
        {
            foreach (var alarms in EtcdAlarms.Candidates)
            {
                var query = string.Join('&', alarms.Select(alarm => $"exclude={alarm}"));
                if (HealthOf(await _metrics.GetAsync($"/health?{query}", deadline.Token)).Healthy)
                {
                    return alarms;
                }
            }
        }
        catch (Exception e)
            when (e is SourceFailureException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // It answered /health and /metrics. Without this answer only the size of the database remains.
        }

        return EtcdAlarms.BySize(member);
    }

    private async Task<NodeAnswer> Expect200Async(Task<NodeAnswer> asking, string path)
    {
        var answer = await asking;
        return answer.Status == 200
            ? answer
            : throw new SourceFailureException(
                FailureKind.ServerError,
                ProbeTexts.AnsweredWith(_metrics.Where, path, answer.Status)
            );
    }

    /// <summary>The metrics port is closed. Finds out whether etcd is not running, or runs without a metrics port.</summary>
    private async Task<EtcdMember> WithoutMetricsAsync(SourceFailureException closed, CancellationToken ct)
    {
        try
        {
            await using var _ = await Tools.Connection.OpenTcpAsync(
                NodePort.Loopback(Tools.Options.EtcdClientPort),
                ct
            );
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed)
        {
            throw new SourceFailureException(
                FailureKind.PortClosed,
                ProbeTexts.EtcdStopped(Tools.Node.Name, Tools.Options.EtcdMetrics.Port, Tools.Options.EtcdClientPort),
                e
            );
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortForbidden)
        {
            // The port can't be tested, so only the apiserver can report the state of etcd.
        }

        var answer = await FromApiServerAsync(closed, ct);
        return answer.Status is 200 or >= 500
            ? new EtcdMember(
                EtcdMemberSource.ApiServer,
                answer.Status == 200,
                answer.Status == 200 ? null : ProbeTexts.EtcdUnreachable
            )
            : throw new SourceFailureException(
                FailureKind.Other,
                ProbeTexts.EtcdUnknown(Tools.Node.Name, Tools.Options.EtcdMetrics.Port, answer.Status)
            );
    }

    private async Task<NodeAnswer> FromApiServerAsync(SourceFailureException closed, CancellationToken ct)
    {
        try
        {
            var answer = await FromApiServerAsync("/readyz/etcd", ct);
            return answer.Status is 401 or 403 or 404 ? await FromApiServerAsync("/healthz/etcd", ct) : answer;
        }
        catch (SourceFailureException e)
        {
            throw new SourceFailureException(FailureKind.Other, ProbeTexts.EtcdNotReported(closed.Reason, e.Reason), e);
        }
    }

    private async Task<NodeAnswer> FromApiServerAsync(string path, CancellationToken ct)
    {
        var answer = await _apiServer.GetAsync(path, ct);
        return
            answer.Status is 401 or 403
            && Tools.Trust.Current.HasCredentials
            && answer.Identity is ServerIdentity.Verified
            ? await _signed.GetAsync(path, ct)
            : answer;
    }

    private static (bool Healthy, Message? Reason) HealthOf(NodeAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var (health, reason) = (Text(json.RootElement, "health"), Text(json.RootElement, "reason"));
            return (
                answer.Status == 200 && health is "true",
                reason is { Length: > 0 } ? Message.Verbatim(Printable.Excerpt(reason)) : null
            );
        }
        catch (JsonException)
        {
            var start = Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 200)));
            return (false, ProbeTexts.EtcdHealthUnreadable(answer.Status, Printable.Excerpt(start)));
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
}
