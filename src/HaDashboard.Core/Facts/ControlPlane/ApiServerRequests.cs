namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>Requests that one apiserver completed between two readings of its metrics.</summary>
/// <param name="Answered">Completed requests, with any status.</param>
/// <param name="Failed">Requests of <paramref name="Answered"/> with status 500 or higher: an error of the apiserver or of etcd.</param>
/// <param name="Over">The time between the readings; zero for the first reading and for the first one after a restart.</param>
public sealed record ApiServerRequests(long Answered, long Failed, TimeSpan Over)
{
    /// <summary>The share of failed requests, 0 to 1; null if there was no request or no earlier reading.</summary>
    public double? FailedShare => Over > TimeSpan.Zero && Answered > 0 ? (double)Failed / Answered : null;
}
