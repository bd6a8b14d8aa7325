namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D12. A reload reverts every MAINT, DRAIN and weight that was set at run time, unless a state file keeps them.</summary>
internal sealed class StateKeptCheck()
    : TopologyCheck(
        "D12",
        "Runtime changes are kept across a reload",
        "A reload starts from the file: a master in maintenance gets requests again, and a failed one counts as "
            + "UP until its first checks fail. A reload from this dashboard lists the runtime changes and can restore them. "
            + "A reload by other means does not.",
        new DoctorSource("haproxy/haproxy#199", "https://github.com/haproxy/haproxy/issues/199")
    )
{
    private const string Keep = "load-server-state-from-file";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var loads = file?.Backend(context.Backend)?.Last(Keep);
            yield return file is null ? Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}"))
            : loads is [_, "global", ..] && file.Global("server-state-file").Any()
                ? Pass($"{node.Name} loads the server state from its file.")
            : loads is [_, "local", ..] ? Pass($"{node.Name} loads the server state from a file of the backend.")
            : file.IsCut || file.Backend(context.Backend) is null
                ? Needs($"the backend '{context.Backend}' in haproxy.cfg of {node.Name}, in the part that was read.")
            : Warn(
                $"{node.Name}: runtime state is not saved across reloads. Only the timeline shows what a manual reload reverted."
            );
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "haproxy.cfg of every node; run the last line before each manual reload (the directory must exist)",
            $"""
            global
                server-state-file /var/lib/haproxy/server-state
            backend {context.Backend}
                {Keep} global

            echo 'show servers state' | socat - UNIX-CONNECT:{context.Socket} > /var/lib/haproxy/server-state

            """
        );
}
