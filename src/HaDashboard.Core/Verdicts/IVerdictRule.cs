using HaDashboard.Core.Snapshots;

namespace HaDashboard.Core.Verdicts;

/// <summary>One rule, one sealed class, one sentence.</summary>
internal interface IVerdictRule
{
    IEnumerable<Finding> Assess(ClusterSnapshot snapshot);
}
