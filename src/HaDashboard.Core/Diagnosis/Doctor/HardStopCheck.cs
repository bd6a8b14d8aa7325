using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D10. Without a limit the previous worker runs as long as the longest watch through it.</summary>
internal sealed class HardStopCheck()
    : TopologyCheck(
        "D10",
        "Old workers are stopped (hard-stop-after)",
        "After a reload the old worker runs until its last connection closes. The watch of a kubelet stays open for hours. "
            + "An old worker runs no health checks, so its connections may go to a failed master.",
        new DoctorSource("haproxy/haproxy#3330", "https://github.com/haproxy/haproxy/issues/3330")
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var line = file?.Global("hard-stop-after").LastOrDefault();
            yield return file is null ? Needs(DoctorContext.Want(node.Configuration, $"haproxy.cfg of {node.Name}"))
            : line is { IsDefault: false, Length: >= 2 } set ? Pass($"{node.Name}: hard-stop-after {set[1]}.")
            : file.IsCut ? Needs($"the whole haproxy.cfg of {node.Name}; only the first part was read.")
            : Warn($"{node.Name}: hard-stop-after is not set{Leaving(node)}.");
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new("haproxy.cfg of every node, in its global section", "    hard-stop-after 30m\n");

    private static string Leaving(NodeState node) =>
        (node.MasterProcess.FreshValue?.Leaving.Length ?? 0) switch
        {
            0 => "",
            1 => "; 1 old worker still runs",
            var workers => $"; {Wording.Count(workers, "old worker")} still run",
        };
}
