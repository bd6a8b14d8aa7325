namespace HaDashboard.Core.Verdicts.Doctor.Checks;

/// <summary>D14. A node whose HAProxy does not start with it comes back from a reboot without an API.</summary>
internal sealed class UnitCheck() : TopologyCheck(
    "D14", "HAProxy starts at boot, and its unit validates the file before a reload",
    "A generated file with a mistake in it has taken a whole API down through a reload without validation; and a service that was started by hand does not come back after a reboot.",
    new DoctorSource("openshift-metal3/dev-scripts#656", "https://github.com/openshift-metal3/dev-scripts/issues/656"))
{
    protected override IEnumerable<DoctorNote> Look(Patient patient)
    {
        if (!patient.Snapshot.Nodes.IsEmpty)
        {
            yield return Needs("the unit file and whether it is enabled: none of the commands that this dashboard may run on a node tells. Its own reloads run HaProxy:CheckCommand first, whatever the unit does.");
        }
    }

    protected override DoctorFix? Fix(Patient patient) => new(
        "every node: the first must say “enabled”, the second must show a line “ExecReload=… haproxy -c …” before the signal",
        "systemctl is-enabled haproxy\nsystemctl cat haproxy | grep ExecReload\n");
}
