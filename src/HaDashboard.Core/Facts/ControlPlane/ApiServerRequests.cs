namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>What one apiserver answered between two readings of its metrics.</summary>
/// <param name="Answered">Requests that came to an end, whatever the end.</param>
/// <param name="Failed">Of these, with a status of 500 or more: its own fault, or etcd's.</param>
/// <param name="Over">How long that was; zero for the first reading, and the first after a restart, which has none to compare with.</param>
public sealed record ApiServerRequests(long Answered, long Failed, TimeSpan Over)
{
    /// <summary>null where there is nothing to divide.</summary>
    public double? FailedShare => Over > TimeSpan.Zero && Answered > 0 ? (double)Failed / Answered : null;
}
