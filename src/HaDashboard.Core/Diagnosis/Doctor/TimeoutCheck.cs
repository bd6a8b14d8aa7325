using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D6. Watches and logs are connections that may be idle for a long time without a fault.</summary>
internal sealed class TimeoutCheck()
    : TopologyCheck(
        "D6",
        DoctorHaProxyTexts.TimeoutTitle,
        DoctorHaProxyTexts.TimeoutWhy,
        DoctorSource.Issue("kubernetes/kubeadm", 2227)
    )
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var backend = file?.Backend(context.BackendOf(node));
            var frontends = file?.FrontendsOf(context.BackendOf(node)).ToArray() ?? [];
            yield return file is null ? Needs(DoctorContext.WantFile(node))
            : backend is null || frontends.Length == 0
                ? Needs(DoctorHaProxyTexts.BackendAndFrontendNeeded(context.BackendOf(node), node.Name))
            : Of(
                node.Name.Value,
                Text(backend, "tunnel"),
                frontends
                    .Select(frontend => Text(frontend, "client"))
                    .MinBy(text => HaProxyDuration.Parse(text) ?? TimeSpan.MaxValue),
                Text(backend, "server")
            );
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorHaProxyTexts.TimeoutFixPlace,
            Message.Verbatim("    timeout tunnel 4h\n    option clitcpka\n    option srvtcpka\n")
        );

    private static string? Text(ConfigurationSection section, string which) =>
        section.Last("timeout", which) is { Length: >= 3 } line ? line[2] : null;

    // HAProxy takes "tunnel" from the backend. Without it the shorter timeout of the two sides closes the connection.
    private static DoctorNote Of(string node, string? tunnel, string? client, string? server)
    {
        if (tunnel is not null)
        {
            return Judged(node, "timeout tunnel", tunnel);
        }

        var (which, text) = (HaProxyDuration.Parse(client), HaProxyDuration.Parse(server)) switch
        {
            ({ } c, { } s) when c <= s => ("timeout client", client),
            ({ }, { }) => ("timeout server", server),
            (null, _) => ("timeout client", client),
            _ => ("timeout server", server),
        };
        return Judged(node, which, text);
    }

    private static DoctorNote Judged(string node, string which, string? text) =>
        text is null ? Warn(DoctorHaProxyTexts.TimeoutNotSet(node, which))
        : HaProxyDuration.Parse(text) is not { } time ? Needs(DoctorHaProxyTexts.TimeoutInvalid(which, node, text))
        : time <= PingInterval ? Fail(DoctorHaProxyTexts.TimeoutClosesWatches(node, which, HaProxyDuration.Text(time)))
        : time < Quiet ? Warn(DoctorHaProxyTexts.TimeoutClosesLogs(node, which, HaProxyDuration.Text(time)))
        : Pass(DoctorHaProxyTexts.TimeoutLongEnough(node, which, HaProxyDuration.Text(time)));
}
