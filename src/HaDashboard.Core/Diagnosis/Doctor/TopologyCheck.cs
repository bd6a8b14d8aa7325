using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>One check: looks at the facts, and knows why it looks.</summary>
internal abstract class TopologyCheck(string id, string title, string why, DoctorSource source)
{
    protected abstract IEnumerable<DoctorNote> Look(DoctorContext context);

    /// <summary>Asked only where the check did not pass.</summary>
    protected virtual DoctorFix? Fix(DoctorContext context) => null;

    internal DoctorCheck Of(DoctorContext context)
    {
        var notes = Look(context).OrderBy(note => note.State).ToImmutableArray();
        notes = notes.IsEmpty ? [Needs("a configured node.")] : notes; // nothing seen is no pass
        var state = notes[0].State;
        return new DoctorCheck(id, title, state, notes, why, source, state is DoctorState.Pass ? null : Fix(context));
    }

    protected static DoctorNote Pass(string text) => new(DoctorState.Pass, text);

    protected static DoctorNote Warn(string text) => new(DoctorState.Warn, text);

    protected static DoctorNote Fail(string text) => new(DoctorState.Fail, text);

    /// <param name="what">Continues "Not checked: needs …".</param>
    protected static DoctorNote Needs(string what) => new(DoctorState.NotChecked, $"Not checked: needs {what}");
}
