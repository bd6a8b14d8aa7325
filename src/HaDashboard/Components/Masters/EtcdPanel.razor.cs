using System.Globalization;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
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

    private Message Arithmetic
    {
        get
        {
            var members = Rows.Count();
            var quorum = EtcdCluster.QuorumOf(members);
            return members % 2 == 0
                ? MasterTexts.MembersEven(members, quorum, members - 1)
                : MasterTexts.Members(members, quorum);
        }
    }

    private Message NoData =>
        View.Snapshot.Inventory.Probes is null ? MasterTexts.EtcdNotProbed : MasterTexts.NoEtcdData;

    private string Reasons =>
        string.Join(
            " ",
            Rows.Select(row => row.Etcd.Failure?.Message.ToString())
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Take(2)
        );

    /// <summary>The highest committed index among the members with current data.</summary>
    private long? Furthest => Rows.Max(row => row.Etcd.FreshValue?.CommittedIndex);

    private IEnumerable<Message> Lagging =>
        Rows.Where(row => Furthest - row.Etcd.FreshValue?.AppliedIndex >= LagThreshold)
            .Select(row => MasterTexts.MemberLags(row.Name, Lag(row)));

    private string Lag(NodeState row) =>
        row.Etcd.FreshValue?.AppliedIndex is { } applied && Furthest is { } furthest
            ? Units.Number(Math.Max(0, furthest - applied))
            : "";

    private static string Size(long? bytes) => bytes is { } size ? Units.Bytes(size) : "";

    private static string Quota(EtcdMember? member) =>
        member?.QuotaBytes is > 0 and var quota
            ? MasterTexts
                .PartOf(string.Create(CultureInfo.InvariantCulture, $"{member.QuotaUsed:P0}"), Units.Bytes(quota))
                .ToString()
            : "";

    private static string? QuotaCss(EtcdMember? member) =>
        member?.QuotaUsed switch
        {
            >= QuotaCritical => "bad",
            >= QuotaWarning => "warn",
            _ => null,
        };

    private static string LeaderChanges(EtcdMember? member) =>
        member?.LeaderChangesLastHour is { } hour
            ? MasterTexts.InOneHour(hour).ToString()
            : Units.Number(member?.LeaderChanges);

    private static string Time(TimeSpan? span) => span is { } s ? Units.Milliseconds(s) : "";
}
