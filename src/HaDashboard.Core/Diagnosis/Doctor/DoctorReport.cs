using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>The configuration checks: sixteen, in their order.</summary>
/// <param name="Unwatched">Nodes of the Kubernetes API that the inventory lacks; also empty if the API is not observed, which D1
/// reports.</param>
public sealed record DoctorReport(ImmutableArray<DoctorCheck> Checks, ImmutableArray<NodeName> Unwatched)
{
    public IEnumerable<DoctorCheck> In(DoctorState state) => Checks.Where(check => check.State == state);

    public int Count(DoctorState state) => In(state).Count();
}
