namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D12. A reload forgets every MAINT, DRAIN and weight that was set by hand, unless somebody keeps them.</summary>
internal sealed class StateKeptCheck()
    : TopologyCheck(
        "D12",
        "What was set by hand outlives a reload",
        "A reload starts from the file: a master in maintenance takes requests again, and a dead one counts as "
            + "UP until its first checks fail. A reload from this dashboard lists what would be lost and sets it again "
            + "if you want; one by anybody else does not.",
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
                ? Pass($"{node.Name} loads the servers' state from its file.")
            : loads is [_, "local", ..] ? Pass($"{node.Name} loads the servers' state from a file of the backend.")
            : file.IsCut || file.Backend(context.Backend) is null
                ? Needs($"the backend '{context.Backend}' in haproxy.cfg of {node.Name}, as far as it is read.")
            : Warn(
                $"{node.Name} keeps nothing: of a reload by hand only this dashboard's timeline tells what was lost."
            );
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            "haproxy.cfg of every node, and the last line before each reload by hand (the directory must be there)",
            $"""
            global
                server-state-file /var/lib/haproxy/server-state
            backend {context.Backend}
                {Keep} global

            echo 'show servers state' | socat - UNIX-CONNECT:{context.Socket} > /var/lib/haproxy/server-state

            """
        );
}
