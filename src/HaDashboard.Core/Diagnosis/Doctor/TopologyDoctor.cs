namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>
/// Looks at how the cluster is built. The verdict says whether it works now; this says what will hurt when the next thing fails, and gives
/// the lines that would help. What nobody could read is never a pass.
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
    ];

    public static DoctorReport Examine(ClusterDiagnosis diagnosis, DateTimeOffset now)
    {
        var context = new DoctorContext(diagnosis, now);
        return new DoctorReport(
            [.. Checks.Select(check => check.Of(context))],
            [.. context.Unwatched.Select(node => node.Name)]
        );
    }
}
