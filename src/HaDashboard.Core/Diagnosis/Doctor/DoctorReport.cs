using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Doctor;

/// <summary>How the cluster is built: fifteen checks, in their order.</summary>
/// <param name="Unwatched">Nodes of the Kubernetes API that the inventory lacks; empty too where the API can't be asked, and D1
/// then says so.</param>
public sealed record DoctorReport(ImmutableArray<DoctorCheck> Checks, ImmutableArray<NodeName> Unwatched)
{
    public IEnumerable<DoctorCheck> In(DoctorState state) => Checks.Where(check => check.State == state);

    public int Count(DoctorState state) => In(state).Count();
}
