namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// Checks the configuration of the cluster. The verdict describes the current state; these checks find design problems that turn a small
/// failure into an outage, and contain the fix. Unreadable settings count as "not checked", never as a pass.
/// </summary>
public static class TopologyDoctor
{
    private static readonly TopologyCheck[] Checks =
    [
        new HaProxyOnEveryNodeCheck(),
        new EveryMasterListedCheck(),
        new EndpointCheck(),
        new KubeconfigCheck(),
        new CheckDepthCheck(),
        new TimeoutCheck(),
        new EtcdSizeCheck(),
        new CertificateCheck(),
        new AdminSocketCheck(),
        new HardStopCheck(),
        new HaProxyVersionCheck(),
        new StateKeptCheck(),
        new ClockCheck(),
        new UnitCheck(),
        new OwnKeyCheck(),
        new InventoryCheck(),
    ];

    public static DoctorReport Examine(ClusterDiagnosis diagnosis, DateTimeOffset now)
    {
        var contexts = DoctorContext.Alternatives(diagnosis, now);
        return new DoctorReport(
            [.. Checks.Select(check => check.Of(contexts))],
            [.. contexts[0].Unwatched.Select(node => node.Name)]
        );
    }
}
