using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The response of a health endpoint.</summary>
/// <param name="Ok">
/// True for status 200, false for any other status, null for 401 and 403: the server responds, but does not show its health.
/// </param>
/// <param name="FailedChecks">The names of the checks that failed: the lines <c>[-]name …</c> of the body.</param>
/// <param name="Problem">Why there is no status: the request timed out, or the connection was closed.</param>
public sealed record HealthAnswer(bool? Ok, int? Status, ImmutableArray<string> FailedChecks, Message? Problem = null)
{
    public bool Equals(HealthAnswer? other) =>
        other is not null
        && Ok == other.Ok
        && Status == other.Status
        && Problem == other.Problem
        && FailedChecks.SequenceEqual(other.FailedChecks);

    public override int GetHashCode() => HashCode.Combine(Ok, Status, Problem, FailedChecks.Length);
}
