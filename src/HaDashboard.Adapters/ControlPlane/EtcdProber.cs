using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// One etcd member by its own <c>/health</c> and <c>/metrics</c>; where it has no metrics port, by <c>/readyz/etcd</c> of the apiserver
/// beside it.
/// </summary>
internal sealed class EtcdProber(ProbeTools tools) : NodeProbe<EtcdMember>(SourceCatalogue.Etcd, tools)
{
    private static readonly ImmutableArray<string> KnownAlarms = ["NOSPACE", "CORRUPT"];

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
        return value.Witness is EtcdWitness.ApiServer
            ? $"no metrics port; according to the apiserver beside it: {health}"
            : $"{value.Version}, {health}, {role}";
    }

    internal static EtcdMember Interpret(NodeAnswer health, EtcdMetrics metrics)
    {
        var (healthy, reason) = HealthOf(health);
        var (size, quota) = (
            metrics.Number("etcd_mvcc_db_total_size_in_bytes", "etcd_debugging_mvcc_db_total_size_in_bytes"),
            metrics.Number("etcd_server_quota_backend_bytes")
        );
        return new EtcdMember(EtcdWitness.Metrics, healthy, reason)
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
            Alarms = AlarmsOf(reason),
        };
    }

    public override async Task<EtcdMember> ReadAsync(CancellationToken ct)
    {
        try
        {
            var health = _metrics.GetAsync("/health", ct);
            var metrics = EtcdMetrics.Parse((await Expect200Async(_metrics.GetAsync("/metrics", ct), "/metrics")).Body);
            return _history.Add(Interpret(await health, metrics), metrics, Time.GetUtcNow());
        }
        catch (FormatException e)
        {
            throw new SourceFailureException(FailureKind.Malformed, $"{_metrics.Where}: {e.Message}", e);
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed)
        {
            return await WithoutMetricsAsync(e, ct);
        }
    }

    private async Task<NodeAnswer> Expect200Async(Task<NodeAnswer> asking, string path)
    {
        var answer = await asking;
        return answer.Status == 200
            ? answer
            : throw new SourceFailureException(
                FailureKind.ServerError,
                $"{_metrics.Where} answered {path} with {answer.Status}."
            );
    }

    /// <summary>Nobody on the metrics port: is etcd gone, or does it only show no metrics?</summary>
    private async Task<EtcdMember> WithoutMetricsAsync(SourceFailureException closed, CancellationToken ct)
    {
        try
        {
            await using var _ = await Tools.Connection.OpenTcpAsync(Tools.Options.EtcdClientPort, ct);
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed)
        {
            throw new SourceFailureException(
                FailureKind.PortClosed,
                $"etcd does not run on {Tools.Node.Name}: nothing listens on 127.0.0.1:{Tools.Options.EtcdMetrics.Port} "
                    + $"nor :{Tools.Options.EtcdClientPort}.",
                e
            );
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortForbidden)
        {
            // It may run or not; only the apiserver is left to say.
        }

        var answer = await FromApiServerAsync(closed, ct);
        return answer.Status is 200 or >= 500
            ? new EtcdMember(
                EtcdWitness.ApiServer,
                answer.Status == 200,
                answer.Status == 200 ? null : "the apiserver beside it does not reach it"
            )
            : throw new SourceFailureException(
                FailureKind.Other,
                $"etcd on {Tools.Node.Name} shows no metrics on 127.0.0.1:{Tools.Options.EtcdMetrics.Port}, "
                    + $"and the apiserver does not tell of it (status {answer.Status})."
            );
    }

    private async Task<NodeAnswer> FromApiServerAsync(SourceFailureException closed, CancellationToken ct)
    {
        try
        {
            var answer = await _apiServer.GetAsync("/readyz/etcd", ct);
            return
                answer.Status is 401 or 403
                && Tools.Trust.Current.HasCredentials
                && answer.Identity is ServerIdentity.Verified
                ? await _signed.GetAsync("/readyz/etcd", ct)
                : answer;
        }
        catch (SourceFailureException e)
        {
            throw new SourceFailureException(
                FailureKind.Other,
                $"{closed.Message} The apiserver beside it can't tell of etcd either: {e.Message}",
                e
            );
        }
    }

    private static (bool Healthy, string? Reason) HealthOf(NodeAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var (health, reason) = (Text(json.RootElement, "health"), Text(json.RootElement, "reason"));
            return (
                answer.Status == 200 && health is "true",
                reason is { Length: > 0 } ? Printable.Excerpt(reason) : null
            );
        }
        catch (JsonException)
        {
            return (
                false,
                $"its /health answers {answer.Status}: {Printable.Excerpt(Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 200))))}"
            );
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;

    private static ImmutableArray<string> AlarmsOf(string? reason) =>
        [.. KnownAlarms.Where(alarm => reason?.Contains(alarm, StringComparison.OrdinalIgnoreCase) == true)];
}
