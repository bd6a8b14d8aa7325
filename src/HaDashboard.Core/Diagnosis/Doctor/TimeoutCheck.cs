using HaDashboard.Core.Diagnosis.Configuration;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D6. Watches and logs are connections on which nothing may come for a long time, and all is well.</summary>
internal sealed class TimeoutCheck()
    : TopologyCheck(
        "D6",
        "Timeouts are long enough for watches and for kubectl logs -f",
        "A watch may be silent for minutes. With 20 s, kubeadm's own example cut “kubectl logs -f” and made "
            + "every client start again; newer clients send a sign of life each 30 s on HTTP/2, a log or an exec does "
            + "not.",
        new DoctorSource("kubernetes/kubeadm#2227", "https://github.com/kubernetes/kubeadm/issues/2227")
    )
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var backend = file?.Backend(context.Backend);
            var frontends = file?.FrontendsOf(context.Backend).ToArray() ?? [];
            yield return file is null ? Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}"))
            : backend is null || frontends.Length == 0
                ? Needs(
                    $"the backend '{context.Backend}' and what sends to it in haproxy.cfg of {node.Name}, as far as it is read."
                )
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
            "haproxy.cfg of every node, in its defaults section; "
                + "it replaces client and server once both sides have talked, and the keep-alives find a peer that died",
            "    timeout tunnel 4h\n    option clitcpka\n    option srvtcpka\n"
        );

    private static string? Text(ConfigurationSection section, string which) =>
        section.Last("timeout", which) is { Length: >= 3 } line ? line[2] : null;

    // HAProxy takes "tunnel" from the backend; without it the shorter of the two sides cuts.
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
        text is null ? Warn($"{node} sets no {which}: a connection whose peer has died stays for ever.")
        : HaProxyDuration.Parse(text) is not { } time
            ? Needs($"a {which} on {node} that can be read; the file says '{text}'.")
        : time <= SignOfLife
            ? Fail(
                $"{node}: {which} {HaProxyDuration.Text(time)} cuts every watch that is silent for so long, before its sign of life."
            )
        : time < Quiet
            ? Warn(
                $"{node}: {which} {HaProxyDuration.Text(time)} cuts “kubectl logs -f” and exec after so long without a line."
            )
        : Pass($"{node}: {which} {HaProxyDuration.Text(time)}.");
}
