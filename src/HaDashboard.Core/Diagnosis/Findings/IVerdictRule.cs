using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>One rule, one sealed class, one sentence.</summary>
internal interface IVerdictRule
{
    IEnumerable<Finding> Assess(ClusterSnapshot snapshot);
}
