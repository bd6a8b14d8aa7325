using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HaDashboard.Adapters.Addresses;
using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads <c>/health</c> and <c>/metrics</c> of one etcd member. Where the member has no metrics port that the dashboard can read, or etcd
/// does not run on the masters, it reads <c>/readyz/etcd</c> of the apiserver on the same node; before Kubernetes 1.16 that is
/// <c>/healthz/etcd</c>.
/// </summary>
internal sealed class EtcdProber(ProbeTools tools) : NodeProbe<EtcdMember>(SourceCatalogue.Etcd, tools)
{
    private readonly ComponentRoute _metrics = new(tools, ControlPlaneComponent.Etcd);
    private readonly ComponentRoute _apiServer = new(tools, ControlPlaneComponent.ApiServer);
    private readonly AddressSearch _clientPort = EtcdClientPort.Search(tools);
    private readonly EtcdHistory _history = new();

    public override string? Advice => _metrics.Advice;

    public override ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _apiServer.Dispose();
        return base.DisposeAsync();
    }

    protected override string Describe(EtcdMember value)
    {
        var health = value.Healthy ? "healthy" : "unhealthy";
        var role =
            value.IsLearner == true ? "learner"
            : value.IsLeader == true ? "leader"
            : "follower";
        return value.Source is EtcdMemberSource.ApiServer
            ? $"no metrics port; according to the apiserver on the same node: {health}, apiserver {_apiServer.Place}"
            : $"{value.Version}, {health}, {role}, metrics {_metrics.Place}";
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
        if (!_metrics.HasCandidates)
        {
            return await WithoutMetricsAsync(
                ProbeTexts.EtcdMetricsNeedCertificate(Tools.Node.Name),
                isCertain: false,
                ct
            );
        }

        try
        {
            return await _metrics.AskAsync(link => ReadAsync(link.Anonymous, ct));
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed or FailureKind.NotAtAssumedAddress)
        {
            return await WithoutMetricsAsync(e.Reason, e.Kind is FailureKind.PortClosed, ct);
        }
    }

    private async Task<EtcdMember> ReadAsync(NodeHttp http, CancellationToken ct)
    {
        try
        {
            var asking = http.GetAsync("/health", ct);
            var metrics = EtcdMetrics.Parse((await Expect200Async(http, "/metrics", ct)).Body);
            var member = Interpret(await asking, metrics);
            if (EtcdAlarms.MayBeHidden(member))
            {
                member = member with { Alarms = await HiddenAlarmsAsync(http, member, ct) };
            }

            return _history.Add(member, metrics, Time.GetUtcNow());
        }
        catch (MalformedTextException e)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                ProbeTexts.MetricsUnreadable(http.Where, e.Problem),
                e
            );
        }
    }

    /// <summary>Asks for the health without an alarm: if that is good, the alarm is the reason.</summary>
    private async Task<ImmutableArray<string>> HiddenAlarmsAsync(NodeHttp http, EtcdMember member, CancellationToken ct)
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
                if (HealthOf(await http.GetAsync($"/health?{query}", deadline.Token)).Healthy)
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

    private static async Task<NodeAnswer> Expect200Async(NodeHttp http, string path, CancellationToken ct)
    {
        var answer = await http.GetAsync(path, ct);
        return answer.Status == 200
            ? answer
            : throw new SourceFailureException(
                FailureKind.ServerError,
                ProbeTexts.AnsweredWith(http.Where, path, answer.Status)
            );
    }

    /// <summary>
    /// The metrics cannot be read. Finds out whether etcd is not running, runs without a metrics port, or runs on another host.
    /// </summary>
    /// <param name="isCertain">The metrics port is certainly closed, and not only at an assumed address.</param>
    private async Task<EtcdMember> WithoutMetricsAsync(Message closed, bool isCertain, CancellationToken ct)
    {
        try
        {
            await EtcdClientPort.OpenAsync(_clientPort, Tools, ct);
        }
        catch (SourceFailureException e)
            when (e.Kind is (FailureKind.PortClosed or FailureKind.NotAtAssumedAddress) && !RunsElsewhere)
        {
            throw new SourceFailureException(
                isCertain || e.Kind is FailureKind.PortClosed ? FailureKind.PortClosed : e.Kind,
                ProbeTexts.EtcdNotListening(closed, e.Reason),
                e
            );
        }
        catch (SourceFailureException e)
            when (e.Kind
                    is FailureKind.PortClosed
                        or FailureKind.NotAtAssumedAddress
                        or FailureKind.PortForbidden
                        or FailureKind.TargetUnreachable
            )
        {
            // The port can't be tested, or etcd does not run on this host, so only the apiserver can report the state of etcd.
        }

        return await FromApiServerAsync(closed, ct);
    }

    /// <summary>
    /// etcd is external, or a service of other hosts: kubeadm says so, or no master has an etcd pod. A member that has answered on this
    /// host does run here.
    /// </summary>
    private bool RunsElsewhere
    {
        get
        {
            var kubernetes = Tools.Snapshot.Kubernetes;
            var isExternal =
                kubernetes.Kubeadm.Value is { EtcdIsExternal: true }
                || (
                    kubernetes.Pods.Value is { } pods
                    && !pods.Values.Any(pod => pod.Component is ControlPlaneComponent.Etcd)
                );
            return isExternal && !_metrics.HasAnswered && _clientPort.Answered is null;
        }
    }

    private async Task<EtcdMember> FromApiServerAsync(Message closed, CancellationToken ct)
    {
        var answer = await AskApiServerAsync(closed, ct);
        return answer.Status is 200 or >= 500
            ? new EtcdMember(
                EtcdMemberSource.ApiServer,
                answer.Status == 200,
                answer.Status == 200 ? null : ProbeTexts.EtcdUnreachable
            )
            : throw new SourceFailureException(FailureKind.Other, ProbeTexts.EtcdUnknown(closed, answer.Status));
    }

    private async Task<NodeAnswer> AskApiServerAsync(Message closed, CancellationToken ct)
    {
        try
        {
            var answer = await FromApiServerAsync("/readyz/etcd", ct);
            return answer.Status is 401 or 403 or 404 ? await FromApiServerAsync("/healthz/etcd", ct) : answer;
        }
        catch (SourceFailureException e)
        {
            throw new SourceFailureException(FailureKind.Other, ProbeTexts.EtcdNotReported(closed, e.Reason), e);
        }
    }

    private Task<NodeAnswer> FromApiServerAsync(string path, CancellationToken ct) =>
        _apiServer.AskAsync(link => link.GetAsync(path, ct));

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
