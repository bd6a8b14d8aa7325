using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>One check: reads the facts, and has its reason and its fix.</summary>
internal abstract class TopologyCheck(string id, Message title, Message why, DoctorSource source)
{
    protected abstract IEnumerable<DoctorNote> Look(DoctorContext context);

    /// <summary>Called only if the check did not pass.</summary>
    protected virtual DoctorFix? Fix(DoctorContext context) => null;

    /// <param name="contexts">See <see cref="DoctorContext.Alternatives"/>.</param>
    internal DoctorCheck Of(ImmutableArray<DoctorContext> contexts)
    {
        var context = contexts[0];
        var notes = Certain(contexts).OrderBy(note => note.State).ToImmutableArray();
        notes = notes.IsEmpty ? [Needs(DoctorTexts.NodeNeeded)] : notes; // no observation is not a pass
        var state = notes[0].State;
        return new DoctorCheck(id, title, state, notes, why, source, state is DoctorState.Pass ? null : Fix(context));
    }

    // What is true for one choice of the branches only is unknown.
    private IEnumerable<DoctorNote> Certain(ImmutableArray<DoctorContext> contexts)
    {
        var looks = contexts.Select(context => Look(context).ToArray()).ToArray();
        var certain = looks[0].Where(note => looks.All(notes => notes.Contains(note))).ToArray();
        return looks.All(notes => notes.Length == certain.Length)
            ? certain
            : certain.Append(Needs(DoctorTexts.ConditionsNeeded(Wording.Names([.. contexts[0].NodesWithConditions]))));
    }

    protected static DoctorNote Pass(Message text) => new(DoctorState.Pass, text);

    protected static DoctorNote Warn(Message text) => new(DoctorState.Warn, text);

    protected static DoctorNote Fail(Message text) => new(DoctorState.Fail, text);

    /// <param name="need">Continues "Not checked: needs …".</param>
    protected static DoctorNote Needs(Message need) => new(DoctorState.NotChecked, DoctorTexts.NotChecked(need));
}
