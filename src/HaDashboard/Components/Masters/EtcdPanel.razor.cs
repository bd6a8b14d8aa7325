using System.Globalization;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Masters;

public sealed partial class EtcdPanel : ComponentBase
{
    // The members are read one after another while the cluster writes. A smaller difference is only the time between two reads.
    private const long LagThreshold = 1000;
    private const double QuotaCritical = 0.95;
    private const double QuotaWarning = 0.85;

    [Parameter, EditorRequired]
    public required ClusterView View { get; set; }

    [Parameter, EditorRequired]
    public required NodeState Master { get; set; }

    private IEnumerable<NodeState> Rows => View.Snapshot.Nodes.Where(node => node.IsMaster);

    private string Arithmetic
    {
        get
        {
            var members = Rows.Count();
            var noun = members == 1 ? "member" : "members";
            var even =
                members % 2 == 0 ? $"; an even number tolerates no more failures than {members - 1} members" : "";
            return $"{members} {noun}, quorum {EtcdCluster.QuorumOf(members)}{even}";
        }
    }

    private string NoData =>
        View.Snapshot.Inventory.Probes is null ? "etcd is not probed." : "No data from any etcd member yet.";

    private string Reasons =>
        string.Join(
            " ",
            Rows.Select(row => row.Etcd.Failure?.Message.ToString()).OfType<string>().Distinct(StringComparer.Ordinal).Take(2)
        );

    /// <summary>The highest committed index among the members with current data.</summary>
    private long? Furthest => Rows.Max(row => row.Etcd.FreshValue?.CommittedIndex);

    private IEnumerable<string> Lagging =>
        Rows.Where(row => Furthest - row.Etcd.FreshValue?.AppliedIndex >= LagThreshold)
            .Select(row => $"{row.Name} lags: {Lag(row)} committed entries are not applied yet.");

    private string Lag(NodeState row) =>
        row.Etcd.FreshValue?.AppliedIndex is { } applied && Furthest is { } furthest
            ? Units.Number(Math.Max(0, furthest - applied))
            : "";

    private static string Size(long? bytes) => bytes is { } size ? Units.Bytes(size) : "";

    private static string Quota(EtcdMember? member) =>
        member?.QuotaBytes is > 0 and var quota
            ? string.Create(CultureInfo.InvariantCulture, $"{member.QuotaUsed:P0} of {Units.Bytes(quota)}")
            : "";

    private static string? QuotaCss(EtcdMember? member) =>
        member?.QuotaUsed switch
        {
            >= QuotaCritical => "bad",
            >= QuotaWarning => "warn",
            _ => null,
        };

    private static string LeaderChanges(EtcdMember? member) =>
        member?.LeaderChangesLastHour is { } hour ? $"{hour} in 1 h" : Units.Number(member?.LeaderChanges);

    private static string Time(TimeSpan? span) => span is { } s ? Units.Milliseconds(s) : "";
}
