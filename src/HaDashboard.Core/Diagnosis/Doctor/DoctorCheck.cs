using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>The result of a check, the worst first. A check has the worst state of its notes.</summary>
public enum DoctorState
{
    /// <summary>The next failure, or a current one, has larger effects than necessary.</summary>
    Fail,

    /// <summary>It works now, but may fail later.</summary>
    Warn,

    /// <summary>The data is missing. Not a pass: the note names what the check needs.</summary>
    NotChecked,
    Pass,
}

/// <summary>One checked fact.</summary>
/// <param name="Text">What was observed and where; for <see cref="DoctorState.NotChecked"/>, what the check needs.</param>
public sealed record DoctorNote(DoctorState State, Message Text);

/// <summary>The change to make, with the values of this cluster.</summary>
/// <param name="Where">The file or the machine it belongs to.</param>
/// <param name="Snippet">The text to copy: only its comments depend on the language.</param>
public sealed record DoctorFix(Message Where, Message Snippet);

/// <summary>The public report of the problem that the check prevents.</summary>
/// <param name="Url">null if the report has no link.</param>
public sealed record DoctorSource(Message Text, string? Url)
{
    /// <summary>An issue on GitHub, named as GitHub abbreviates it.</summary>
    /// <param name="repository"><c>owner/name</c>.</param>
    internal static DoctorSource Issue(string repository, int number)
    {
        var issue = number.ToString(CultureInfo.InvariantCulture);
        return new DoctorSource(
            Message.Verbatim($"{repository}#{issue}"),
            $"https://github.com/{repository}/issues/{issue}"
        );
    }
}

/// <summary>A check of the configuration of the cluster, not of its current state.</summary>
/// <param name="Id"><c>D1</c> to <c>D16</c>; stable.</param>
/// <param name="Fix">null if nothing needs to change, or if only data is missing.</param>
public sealed record DoctorCheck(
    string Id,
    Message Title,
    DoctorState State,
    ImmutableArray<DoctorNote> Notes,
    Message Why,
    DoctorSource Source,
    DoctorFix? Fix
);
