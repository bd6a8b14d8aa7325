using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D10. Without a limit the previous worker runs as long as the longest watch through it.</summary>
internal sealed class HardStopCheck()
    : TopologyCheck(
        "D10",
        DoctorHaProxyTexts.HardStopTitle,
        DoctorHaProxyTexts.HardStopWhy,
        DoctorSource.Issue("haproxy/haproxy", 3330)
    )
{
    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var line = file?.Global("hard-stop-after").LastOrDefault();
            yield return file is null ? Needs(DoctorContext.WantFile(node))
            : line is { IsDefault: false, Length: 2 } limit && ConfigurationWord.IsVariable(limit[1])
                ? Needs(DoctorTexts.VariablesNeeded(node.Name, limit[1]))
            : line is { IsDefault: false, Length: >= 2 } set ? Pass(DoctorHaProxyTexts.HardStopSet(node.Name, set[1]))
            : file.IsCut ? Needs(DoctorHaProxyTexts.WholeFileNeeded(node.Name))
            : Warn(NotSet(node));
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(DoctorHaProxyTexts.HardStopFixPlace, Message.Verbatim("    hard-stop-after 30m\n"));

    private static Message NotSet(NodeState node) =>
        node.MasterProcess.FreshValue?.Leaving.Length is > 0 and var workers
            ? DoctorHaProxyTexts.HardStopNotSetAndOldWorkersRun(node.Name, workers)
            : DoctorHaProxyTexts.HardStopNotSet(node.Name);
}
