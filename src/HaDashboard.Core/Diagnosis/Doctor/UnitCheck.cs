using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D14. A node whose HAProxy does not start with it comes back from a reboot without an API.</summary>
internal sealed class UnitCheck()
    : TopologyCheck(
        "D14",
        "HAProxy starts at boot, and its unit validates the file before a reload",
        "A generated file with a mistake in it has taken a whole API down through a reload without validation; "
            + "and a service that was started by hand does not come back after a reboot. "
            + "A reload from here runs HaProxy:CheckCommand first, whatever the unit does.",
        new DoctorSource(
            "openshift-metal3/dev-scripts#656",
            "https://github.com/openshift-metal3/dev-scripts/issues/656"
        )
    )
{
    private const string Command = "systemctl show haproxy --property=UnitFileState --property=ExecReload";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [.. context.Snapshot.Nodes.Where(IsAsked).SelectMany(Of), .. Unset(context)];

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "every node, as root: starts at boot, and a drop-in that is Debian's own two lines",
            """
            systemctl enable haproxy
            mkdir -p /etc/systemd/system/haproxy.service.d
            printf '%s\n' '[Service]' 'ExecReload=' 'ExecReload=/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS' 'ExecReload=/bin/kill -USR2 $MAINPID' > /etc/systemd/system/haproxy.service.d/validate.conf
            systemctl daemon-reload

            """
        );

    private static bool IsAsked(NodeState node) => node.Config.Doctor.HasFlag(DoctorCommands.Unit);

    private static IEnumerable<DoctorNote> Unset(DoctorContext context) =>
        context.Snapshot.Nodes.Where(node => !IsAsked(node)).ToArray() is { Length: > 0 } nodes
            ?
            [
                Needs(
                    $"Doctor:UnitCommand for {Wording.Names([.. nodes])}, a line that prints the unit and needs no right: {Command}"
                ),
            ]
            : [];

    private static DoctorNote[] Of(NodeState node) =>
        node.Unit.FreshValue is { } unit
            ? [Boot(node, unit), Reload(node, unit)]
            : [Needs(DoctorContext.Want(node.Unit, $"the unit of {node.Name}'s HAProxy"))];

    private static DoctorNote Boot(NodeState node, HaProxyUnit unit) =>
        unit.FileState switch
        {
            null => Needs(
                $"UnitFileState of {node.Name}: what Doctor:UnitCommand prints has none, “{Command}” has it."
            ),
            "enabled" or "alias" => Pass($"{node.Name}: the unit is {unit.FileState}."),
            "disabled" or "masked" or "masked-runtime" or "enabled-runtime" => Fail(
                $"{node.Name}: the unit is {unit.FileState}: after a reboot there is no HAProxy."
            ),
            var state => Warn($"{node.Name}: the unit is {state}; whether it starts at boot is up to others."),
        };

    private static DoctorNote Reload(NodeState node, HaProxyUnit unit) =>
        unit switch
        {
            { Reload.IsEmpty: true } => Warn(
                $"{node.Name}: the unit has no ExecReload: “systemctl reload haproxy” fails, and a restart cuts every connection."
            ),
            { ValidatesBeforeReload: true } => Pass($"{node.Name}: a reload begins with “{unit.Reload[0].Line}”."),
            _ when unit.Reload[0].IgnoresFailure => Warn(
                $"{node.Name}: a reload goes on whatever “{unit.Reload[0].Line}” says."
            ),
            _ => Warn($"{node.Name}: a reload begins with “{unit.Reload[0].Line}” and validates nothing."),
        };
}
