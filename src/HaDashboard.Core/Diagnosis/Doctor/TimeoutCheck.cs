using HaDashboard.Core.Diagnosis.Configuration;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D6. Watches and logs are connections that may be idle for a long time without a fault.</summary>
internal sealed class TimeoutCheck()
    : TopologyCheck(
        "D6",
        "Timeouts are long enough for watches and for kubectl logs -f",
        "A watch may be idle for minutes. The example of kubeadm with 20 s closed “kubectl logs -f”, and "
            + "every client had to reconnect. Newer clients send an HTTP/2 ping every 30 s; a log or an exec does not.",
        new DoctorSource("kubernetes/kubeadm#2227", "https://github.com/kubernetes/kubeadm/issues/2227")
    )
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(30);
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
                    $"the backend '{context.Backend}' and its frontend in haproxy.cfg of {node.Name}, in the part that was read."
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
                + "it replaces client and server timeouts once both sides have sent data; TCP keep-alive detects a failed peer",
            "    timeout tunnel 4h\n    option clitcpka\n    option srvtcpka\n"
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
        text is null ? Warn($"{node}: {which} is not set. A connection to a failed peer is never closed.")
        : HaProxyDuration.Parse(text) is not { } time ? Needs($"a valid {which} on {node}; the file has '{text}'.")
        : time <= PingInterval
            ? Fail($"{node}: {which} {HaProxyDuration.Text(time)} closes every idle watch before its next ping.")
        : time < Quiet
            ? Warn(
                $"{node}: {which} {HaProxyDuration.Text(time)} closes “kubectl logs -f” and exec after this time without output."
            )
        : Pass($"{node}: {which} {HaProxyDuration.Text(time)}.");
}
