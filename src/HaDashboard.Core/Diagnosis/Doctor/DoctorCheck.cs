using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>The result of a check, the worst first: of several, the first that occurs is the check's.</summary>
public enum DoctorState
{
    /// <summary>The next failure, or one that is there already, takes more with it than it must.</summary>
    Fail,

    /// <summary>It works, and one day won't.</summary>
    Warn,

    /// <summary>Nobody could look. Not a pass: the note says what it needs.</summary>
    NotChecked,
    Pass,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Text">What was seen and where; for <see cref="DoctorState.NotChecked"/>, what it would take to see it.</param>
public sealed record DoctorNote(DoctorState State, string Text);

/// <summary>What to change, written for this very cluster.</summary>
/// <param name="Where">The file or the machine it belongs to.</param>
/// <param name="Snippet">To be copied as it is.</param>
public sealed record DoctorFix(string Where, string Snippet);

/// <summary>What somebody has paid for this lesson with.</summary>
/// <param name="Url">null where it is not to be found by a link.</param>
public sealed record DoctorSource(string Text, string? Url);

/// <summary>A check of how the cluster is built, not of how it fares now.</summary>
/// <param name="Id"><c>D1</c> to <c>D15</c>; stable.</param>
/// <param name="Fix">null where there is nothing to change, and where only a look is missing that no line would bring.</param>
public sealed record DoctorCheck(
    string Id,
    string Title,
    DoctorState State,
    ImmutableArray<DoctorNote> Notes,
    string Why,
    DoctorSource Source,
    DoctorFix? Fix
);
