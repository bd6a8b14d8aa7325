using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D14. A node whose HAProxy does not start at boot has no API after a reboot.</summary>
internal sealed class UnitCheck()
    : TopologyCheck(
        "D14",
        "HAProxy starts at boot, and its unit validates the file before a reload",
        "A reload without validation of an invalid generated file caused an API outage. "
            + "A service that was started manually does not start after a reboot. "
            + "A reload from this dashboard always runs HaProxy:CheckCommand first.",
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
            "every node, as root: enables the unit and adds a drop-in with the two lines of Debian",
            """
            systemctl enable haproxy
            mkdir -p /etc/systemd/system/haproxy.service.d
            printf '%s\n' '[Service]' 'ExecReload=' \
              'ExecReload=/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS' 'ExecReload=/bin/kill -USR2 $MAINPID' \
              > /etc/systemd/system/haproxy.service.d/validate.conf
            systemctl daemon-reload

            """
        );

    private static bool IsAsked(NodeState node) => node.Config.Doctor.HasFlag(DoctorCommands.Unit);

    private static IEnumerable<DoctorNote> Unset(DoctorContext context) =>
        context.Snapshot.Nodes.Where(node => !IsAsked(node)).ToArray() is { Length: > 0 } nodes
            ?
            [
                Needs(
                    $"Doctor:UnitCommand for {Wording.Names([.. nodes])}, a command that prints the unit and needs no rights: {Command}"
                ),
            ]
            : [];

    private static DoctorNote[] Of(NodeState node) =>
        node.Unit.FreshValue is { } unit
            ? [Boot(node, unit), Reload(node, unit)]
            : [Needs(DoctorContext.Want(node.Unit, $"the HAProxy unit of {node.Name}"))];

    private static DoctorNote Boot(NodeState node, HaProxyUnit unit) =>
        unit.FileState switch
        {
            null => Needs($"UnitFileState of {node.Name}: the output of Doctor:UnitCommand lacks it. Use “{Command}”."),
            "enabled" or "alias" => Pass($"{node.Name}: the unit is {unit.FileState}."),
            "disabled" or "masked" or "masked-runtime" or "enabled-runtime" => Fail(
                $"{node.Name}: the unit is {unit.FileState}: HAProxy does not start after a reboot."
            ),
            var state => Warn($"{node.Name}: the unit is {state}: it may not start at boot."),
        };

    private static DoctorNote Reload(NodeState node, HaProxyUnit unit) =>
        unit switch
        {
            { Reload.IsEmpty: true } => Warn(
                $"{node.Name}: the unit has no ExecReload: “systemctl reload haproxy” fails, and a restart closes every connection."
            ),
            { ValidatesBeforeReload: true } => Pass($"{node.Name}: a reload starts with “{unit.Reload[0].Line}”."),
            _ when unit.Reload[0].IgnoresFailure => Warn(
                $"{node.Name}: a reload ignores a failure of “{unit.Reload[0].Line}”."
            ),
            _ => Warn($"{node.Name}: a reload starts with “{unit.Reload[0].Line}”, which does not validate the file."),
        };
}
