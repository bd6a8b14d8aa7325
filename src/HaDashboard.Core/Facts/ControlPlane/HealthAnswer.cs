using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>What a health endpoint said.</summary>
/// <param name="Ok">The status decides: 200 is yes; null where the question was not allowed (401, 403): it answers, and says nothing of its health.</param>
/// <param name="FailedChecks">The lines <c>[-]name …</c> of the body.</param>
/// <param name="Problem">Why there is no status: it hangs, or broke off.</param>
public sealed record HealthAnswer(bool? Ok, int? Status, ImmutableArray<string> FailedChecks, string? Problem = null)
{
    public bool Equals(HealthAnswer? other) =>
        other is not null
        && Ok == other.Ok
        && Status == other.Status
        && string.Equals(Problem, other.Problem, StringComparison.Ordinal)
        && FailedChecks.SequenceEqual(other.FailedChecks);

    public override int GetHashCode() => HashCode.Combine(Ok, Status, Problem, FailedChecks.Length);
}
