using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D13. Leases, certificates and timelines depend on synchronized clocks.</summary>
internal sealed class ClockCheck()
    : TopologyCheck(
        "D13",
        "Node clocks differ by at most one second",
        "Leader election compares times. A new certificate is not yet valid on a host whose clock is behind. Logs with different "
            + "clocks cannot be compared. Measured against the host of the dashboard, with the Date header of each apiserver or "
            + "with Doctor:ClockCommand; the measurement error is shown.",
        new DoctorSource(
            "etcd-io/etcd#9768: “the clock difference against peer … is too high [… > 1s]”",
            "https://github.com/etcd-io/etcd/issues/9768"
        )
    )
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>A lease lasts 15 s: with a clock difference of that size two replicas may act as leader.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromSeconds(10);

    private static readonly ClockBounds Ours = new(TimeSpan.Zero, TimeSpan.Zero);

    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        (NodeState Node, ClockBounds Ahead)[] known =
        [
            .. context.Snapshot.Nodes.Where(node => node.Clock.IsFresh).Select(node => (node, node.Clock.Value!)),
        ];
        return
        [
            .. known.Select(pair => Of(pair, known)),
            .. Host(known),
            .. context.Snapshot.Nodes.Where(node => !node.Clock.IsFresh).Select(Unknown),
        ];
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "every node, and this dashboard's host",
            "timedatectl show --property=NTPSynchronized --property=NTP\n# expected: NTPSynchronized=yes; "
                + "otherwise, on Debian: apt-get install chrony\n"
        );

    private static DoctorNote Of((NodeState Node, ClockBounds Ahead) one, (NodeState Node, ClockBounds Ahead)[] all)
    {
        var others = all.Where(other => other.Node.Name != one.Node.Name).ToArray();
        var certain = others.Select(other => Apart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        var possible = others.Select(other => MayBeApart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        var text = $"{one.Node.Name} is {Text(one.Ahead)}";
        return certain > Far ? Fail($"{text}, at least {Seconds(certain)} from another node.")
            : certain > Limit ? Warn($"{text}, at least {Seconds(certain)} from another node.")
            : possible > Limit
                ? Needs(
                    $"a more precise measurement: {text}, which may be {Seconds(possible)} from another node. "
                        + "The precision improves with each probe; Doctor:ClockCommand is exact."
                )
            : Pass($"{text}.");
    }

    // If only the dashboard's clock differs, every age on its pages is wrong by that difference.
    private static IEnumerable<DoctorNote> Host((NodeState Node, ClockBounds Ahead)[] known) =>
        known.Length > 0 && known.Min(pair => Apart(pair.Ahead, Ours)) is var apart && apart > Limit
            ?
            [
                Warn(
                    $"This dashboard's host is at least {Seconds(apart)} from every node: "
                        + "ages of certificates and leases are wrong by this difference."
                ),
            ]
            : [];

    private static DoctorNote Unknown(NodeState node) =>
        node.Clock is { Value: null, Failure: null } && !node.Config.Doctor.HasFlag(DoctorCommands.Clock)
            ? Needs(
                node.IsMaster
                    ? $"a response of the apiserver of {node.Name} (ControlPlane:Enabled), or Doctor:ClockCommand: date +%s.%N"
                    : $"Doctor:ClockCommand for {node.Name}: date +%s.%N. No other source on this node reports its time."
            )
            : Needs(DoctorContext.Want(node.Clock, $"the clock of {node.Name}"));

    private static TimeSpan Apart(ClockBounds a, ClockBounds b) =>
        Larger(TimeSpan.Zero, Larger(a.Least - b.Most, b.Least - a.Most));

    private static TimeSpan MayBeApart(ClockBounds a, ClockBounds b) => Larger(a.Most - b.Least, b.Most - a.Least);

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static string Text(ClockBounds ahead)
    {
        var middle = ahead.Middle;
        var word = middle < TimeSpan.Zero ? "behind" : "ahead of";
        return $"{Seconds(middle.Duration())} ± {Seconds(ahead.Width / 2)} {word} this host";
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
