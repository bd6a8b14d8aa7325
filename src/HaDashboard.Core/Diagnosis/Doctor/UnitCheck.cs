using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D14. A node whose HAProxy does not start at boot has no API after a reboot.</summary>
internal sealed class UnitCheck()
    : TopologyCheck(
        "D14",
        DoctorHaProxyTexts.UnitTitle,
        DoctorHaProxyTexts.UnitWhy,
        DoctorSource.Issue("openshift-metal3/dev-scripts", 656)
    )
{
    private const string Command = "systemctl show haproxy --property=UnitFileState --property=ExecReload";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context) =>
        [.. context.Snapshot.Nodes.Where(IsAsked).SelectMany(Of), .. Unset(context)];

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorHaProxyTexts.UnitFixPlace,
            Message.Verbatim(
                """
                systemctl enable haproxy
                mkdir -p /etc/systemd/system/haproxy.service.d
                printf '%s\n' '[Service]' 'ExecReload=' \
                  'ExecReload=/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS' 'ExecReload=/bin/kill -USR2 $MAINPID' \
                  > /etc/systemd/system/haproxy.service.d/validate.conf
                systemctl daemon-reload

                """
            )
        );

    private static bool IsAsked(NodeState node) => node.Config.Doctor.HasFlag(DoctorCommands.Unit);

    private static IEnumerable<DoctorNote> Unset(DoctorContext context) =>
        context.Snapshot.Nodes.Where(node => !IsAsked(node)).ToArray() is { Length: > 0 } nodes
            ? [Needs(DoctorHaProxyTexts.UnitCommandNeeded(Wording.Names([.. nodes]), Command))]
            : [];

    private static DoctorNote[] Of(NodeState node) =>
        node.Unit.FreshValue is { } unit
            ? [Boot(node, unit), Reload(node, unit)]
            : [Needs(DoctorContext.Want(node.Unit, DoctorHaProxyTexts.Unit(node.Name)))];

    private static DoctorNote Boot(NodeState node, HaProxyUnit unit) =>
        unit.FileState switch
        {
            null => Needs(DoctorHaProxyTexts.UnitFileStateNeeded(node.Name, Command)),
            "enabled" or "alias" => Pass(DoctorHaProxyTexts.UnitEnabled(node.Name, unit.FileState)),
            "disabled" or "masked" or "masked-runtime" or "enabled-runtime" => Fail(
                DoctorHaProxyTexts.UnitNotStartedAtBoot(node.Name, unit.FileState)
            ),
            var state => Warn(DoctorHaProxyTexts.UnitMayNotStartAtBoot(node.Name, state)),
        };

    private static DoctorNote Reload(NodeState node, HaProxyUnit unit) =>
        unit switch
        {
            { Reload.IsEmpty: true } => Warn(DoctorHaProxyTexts.UnitWithoutReload(node.Name)),
            { ValidatesBeforeReload: true } => Pass(DoctorHaProxyTexts.UnitValidates(node.Name, unit.Reload[0].Line)),
            _ when unit.Reload[0].IgnoresFailure => Warn(
                DoctorHaProxyTexts.UnitIgnoresFailure(node.Name, unit.Reload[0].Line)
            ),
            _ => Warn(DoctorHaProxyTexts.UnitDoesNotValidate(node.Name, unit.Reload[0].Line)),
        };
}
