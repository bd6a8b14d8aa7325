namespace HaDashboard.Core.Verdicts.Doctor.Checks;

/// <summary>D13. Leases, certificates and every timeline depend on the clocks agreeing.</summary>
internal sealed class ClockCheck() : TopologyCheck(
    "D13", "The nodes' clocks agree within a second",
    "Leader election compares times, a certificate is not yet valid on a host that lags, and a log can't be read beside another whose clock differs.",
    new DoctorSource("etcd-io/etcd#9768: “the clock difference against peer … is too high [… > 1s]”", "https://github.com/etcd-io/etcd/issues/9768"))
{
    protected override IEnumerable<DoctorNote> Look(Patient patient)
    {
        if (!patient.Snapshot.Nodes.IsEmpty)
        {
            yield return Needs("each node's clock. HAProxy tells only when it started, and runs on a clock of its own since; no other source here tells the time.");
        }
    }

    protected override DoctorFix? Fix(Patient patient) => new(
        "every node", "timedatectl show --property=NTPSynchronized --property=NTP\n# NTPSynchronized=yes is what it should say; without it, on Debian: apt-get install chrony\n");
}
