using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>D12. A reload reverts every MAINT, DRAIN and weight that was set at run time, unless a state file keeps them.</summary>
internal sealed class StateKeptCheck()
    : TopologyCheck(
        "D12",
        DoctorHaProxyTexts.StateKeptTitle,
        DoctorHaProxyTexts.StateKeptWhy,
        DoctorSource.Issue("haproxy/haproxy", 199)
    )
{
    private const string Keep = "load-server-state-from-file";

    protected override IEnumerable<DoctorNote> Look(DoctorContext context)
    {
        foreach (var (node, file) in context.Files)
        {
            var loads = file?.Backend(context.BackendOf(node))?.Last(Keep);
            yield return file is null ? Needs(DoctorContext.WantFile(node))
            : loads is [_, "global", ..] && file.Global("server-state-file").Any()
                ? Pass(DoctorHaProxyTexts.StateLoaded(node.Name))
            : loads is [_, "local", ..] ? Pass(DoctorHaProxyTexts.StateLoadedForBackend(node.Name))
            : loads is [_, var value, ..] && ConfigurationWord.IsVariable(value)
                ? Needs(DoctorTexts.VariablesNeeded(node.Name, value))
            : file.IsCut || file.Backend(context.BackendOf(node)) is null
                ? Needs(DoctorTexts.HaProxyFileBackendNeeded(context.BackendOf(node), node.Name))
            : Warn(DoctorHaProxyTexts.StateNotKept(node.Name));
        }
    }

    protected override DoctorFix? Fix(DoctorContext context) =>
        new(
            DoctorHaProxyTexts.StateKeptFixPlace,
            Message.Verbatim(
                $"""
                global
                    server-state-file /var/lib/haproxy/server-state
                backend {context.Backend}
                    {Keep} global

                echo 'show servers state' | socat - UNIX-CONNECT:{context.Socket} > /var/lib/haproxy/server-state

                """
            )
        );
}
