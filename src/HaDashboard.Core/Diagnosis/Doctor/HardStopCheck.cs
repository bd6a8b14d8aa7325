using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D10. Without a limit the worker before a reload lives as long as the longest watch through it.</summary>
internal sealed class HardStopCheck()
    : TopologyCheck(
        "D10",
        "Old workers end: hard-stop-after is set",
        "After a reload the old worker stays for as long as one connection through it does, and a kubelet's "
            + "watch does for hours. It checks no server any more, so what goes through it may go to a dead master.",
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
            : file.IsCut ? Needs($"the whole haproxy.cfg of {node.Name}; it is longer than what is read of it.")
            : Warn($"{node.Name} sets none{Leaving(node)}.");
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new("haproxy.cfg of every node, in its global section", "    hard-stop-after 30m\n");

    private static string Leaving(NodeState node) =>
        node.MasterProcess.FreshValue?.Leaving.Length is > 0 and var old
            ? $", and {Wording.Count(old, "old worker")} still run{(old == 1 ? "s" : "")}"
            : "";
}
