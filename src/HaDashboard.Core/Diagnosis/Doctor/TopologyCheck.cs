using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>One check: reads the facts, and has its reason and its fix.</summary>
internal abstract class TopologyCheck(string id, Message title, Message why, DoctorSource source)
{
    protected abstract IEnumerable<DoctorNote> Look(DoctorContext context);

    /// <summary>Called only if the check did not pass.</summary>
    protected virtual DoctorFix? Fix(DoctorContext context) => null;

    internal DoctorCheck Of(DoctorContext context)
    {
        var notes = Look(context).OrderBy(note => note.State).ToImmutableArray();
        notes = notes.IsEmpty ? [Needs(DoctorTexts.NodeNeeded)] : notes; // no observation is not a pass
        var state = notes[0].State;
        return new DoctorCheck(id, title, state, notes, why, source, state is DoctorState.Pass ? null : Fix(context));
    }

    protected static DoctorNote Pass(Message text) => new(DoctorState.Pass, text);

    protected static DoctorNote Warn(Message text) => new(DoctorState.Warn, text);

    protected static DoctorNote Fail(Message text) => new(DoctorState.Fail, text);

    /// <param name="need">Continues "Not checked: needs …".</param>
    protected static DoctorNote Needs(Message need) => new(DoctorState.NotChecked, DoctorTexts.NotChecked(need));
}
