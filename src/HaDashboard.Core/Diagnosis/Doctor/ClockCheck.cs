using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D13. Leases, certificates and every timeline depend on the clocks agreeing.</summary>
internal sealed class ClockCheck()
    : TopologyCheck(
        "D13",
        "The nodes' clocks agree within a second",
        "Leader election compares times, a certificate is not yet valid on a host that lags, and a log can't be "
            + "read beside another whose clock differs. Measured against this dashboard's host, by the Date of each "
            + "apiserver's answers or by Doctor:ClockCommand; what the answer's way leaves open is said.",
        new DoctorSource(
            "etcd-io/etcd#9768: “the clock difference against peer … is too high [… > 1s]”",
            "https://github.com/etcd-io/etcd/issues/9768"
        )
    )
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>A lease lasts 15 s: a clock that is off by as much makes leaders of two.</summary>
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
            "timedatectl show --property=NTPSynchronized --property=NTP\n# NTPSynchronized=yes is what it should "
                + "say; without it, on Debian: apt-get install chrony\n"
        );

    private static DoctorNote Of((NodeState Node, ClockBounds Ahead) one, (NodeState Node, ClockBounds Ahead)[] all)
    {
        var others = all.Where(other => other.Node.Name != one.Node.Name).ToArray();
        var certain = others.Select(other => Apart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        var possible = others.Select(other => MayBeApart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        var text = $"{one.Node.Name} is {Text(one.Ahead)}";
        return certain > Far ? Fail($"{text}, {Seconds(certain)} or more from another node.")
            : certain > Limit ? Warn($"{text}, {Seconds(certain)} or more from another node.")
            : possible > Limit
                ? Needs(
                    $"a finer look: {text}, which may be {Seconds(possible)} from another node. It gets finer with each look; "
                        + "Doctor:ClockCommand is exact."
                )
            : Pass($"{text}.");
    }

    // Where the nodes agree and we don't, every age on these pages is wrong by that much.
    private static IEnumerable<DoctorNote> Host((NodeState Node, ClockBounds Ahead)[] known) =>
        known.Length > 0 && known.Min(pair => Apart(pair.Ahead, Ours)) is var apart && apart > Limit
            ?
            [
                Warn(
                    $"This dashboard's host is {Seconds(apart)} or more from every node: "
                        + "what it says of the age of certificates and leases is wrong by as much."
                ),
            ]
            : [];

    private static DoctorNote Unknown(NodeState node) =>
        node.Clock is { Value: null, Failure: null } && !node.Config.Doctor.HasFlag(DoctorCommands.Clock)
            ? Needs(
                node.IsMaster
                    ? $"an answer of the apiserver of {node.Name} (ControlPlane:Enabled), or Doctor:ClockCommand: date +%s.%N"
                    : $"Doctor:ClockCommand for {node.Name}: date +%s.%N. Nothing else that is asked there tells the time."
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
