using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D13. Leases, certificates and timelines depend on synchronized clocks.</summary>
internal sealed class ClockCheck()
    : TopologyCheck(
        "D13",
        DoctorHostTexts.ClockTitle,
        DoctorHostTexts.ClockWhy,
        new DoctorSource(
            Message.Verbatim("etcd-io/etcd#9768: “the clock difference against peer … is too high [… > 1s]”"),
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
            DoctorHostTexts.ClockFixPlace,
            Message.Join(
                "",
                Message.Verbatim("timedatectl show --property=NTPSynchronized --property=NTP\n# "),
                DoctorHostTexts.ClockExpected,
                Message.Verbatim("\n")
            )
        );

    private static DoctorNote Of((NodeState Node, ClockBounds Ahead) one, (NodeState Node, ClockBounds Ahead)[] all)
    {
        var others = all.Where(other => other.Node.Name != one.Node.Name).ToArray();
        var certain = others.Select(other => Apart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        var possible = others.Select(other => MayBeApart(one.Ahead, other.Ahead)).DefaultIfEmpty().Max();
        return certain > Far ? Fail(Differs(one, certain))
            : certain > Limit ? Warn(Differs(one, certain))
            : possible > Limit ? Needs(NotPrecise(one, possible))
            : Pass(Correct(one));
    }

    // If only the dashboard's clock differs, every age on its pages is wrong by that difference.
    private static IEnumerable<DoctorNote> Host((NodeState Node, ClockBounds Ahead)[] known) =>
        known.Length > 0 && known.Min(pair => Apart(pair.Ahead, Ours)) is var apart && apart > Limit
            ? [Warn(DoctorHostTexts.ClockOfDashboardDiffers(Seconds(apart)))]
            : [];

    private static DoctorNote Unknown(NodeState node) =>
        node.Clock is { Value: null, Failure: null } && !node.Config.Doctor.HasFlag(DoctorCommands.Clock)
            ? Needs(
                node.IsMaster
                    ? DoctorHostTexts.ClockOfMasterNeeded(node.Name)
                    : DoctorHostTexts.ClockOfWorkerNeeded(node.Name)
            )
            : Needs(DoctorContext.Want(node.Clock, DoctorHostTexts.Clock(node.Name)));

    private static TimeSpan Apart(ClockBounds a, ClockBounds b) =>
        Larger(TimeSpan.Zero, Larger(a.Least - b.Most, b.Least - a.Most));

    private static TimeSpan MayBeApart(ClockBounds a, ClockBounds b) => Larger(a.Most - b.Least, b.Most - a.Least);

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static Message Correct((NodeState Node, ClockBounds Ahead) one) =>
        DoctorHostTexts.ClockCorrect(one.Node.Name, Offset(one.Ahead), Error(one.Ahead), Side(one.Ahead));

    private static Message Differs((NodeState Node, ClockBounds Ahead) one, TimeSpan difference) =>
        DoctorHostTexts.ClockDiffers(
            one.Node.Name,
            Offset(one.Ahead),
            Error(one.Ahead),
            Side(one.Ahead),
            Seconds(difference)
        );

    private static Message NotPrecise((NodeState Node, ClockBounds Ahead) one, TimeSpan difference) =>
        DoctorHostTexts.ClockNotPrecise(
            one.Node.Name,
            Offset(one.Ahead),
            Error(one.Ahead),
            Side(one.Ahead),
            Seconds(difference)
        );

    private static string Offset(ClockBounds ahead) => Seconds(ahead.Middle.Duration());

    private static string Error(ClockBounds ahead) => Seconds(ahead.Width / 2);

    private static string Side(ClockBounds ahead) => ahead.Middle < TimeSpan.Zero ? "behind" : "ahead";

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
