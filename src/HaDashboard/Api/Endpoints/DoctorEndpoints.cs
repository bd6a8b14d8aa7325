using HaDashboard.Core.Diagnosis.Doctor;
using HaDashboard.Core.Views;

namespace HaDashboard.Api.Endpoints;

internal static class DoctorEndpoints
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/doctor", (IClusterFeed feed, TimeProvider time) =>
                TypedResults.Ok(DoctorDocument.Of(feed.Current, time.GetUtcNow()))
            )
            .WithTags("cluster")
            .WithSummary(
                "The configuration checks of the cluster, each with the observations, the reason and the fix."
            );
}

/// <param name="Unwatched">The nodes of the Kubernetes API that are not configured in HaDashboard.</param>
public sealed record DoctorDocument(
    string Cluster,
    DateTimeOffset At,
    int Fail,
    int Warn,
    int NotChecked,
    int Pass,
    IReadOnlyList<string> Unwatched,
    IReadOnlyList<DoctorCheckDocument> Checks
)
{
    internal static DoctorDocument Of(ClusterView view, DateTimeOffset now)
    {
        var report = TopologyDoctor.Examine(view.Diagnosis, now);
        return new DoctorDocument(
            view.Snapshot.Inventory.ClusterName,
            now,
            report.Count(DoctorState.Fail),
            report.Count(DoctorState.Warn),
            report.Count(DoctorState.NotChecked),
            report.Count(DoctorState.Pass),
            [.. report.Unwatched.Select(node => node.Value)],
            [.. report.Checks.Select(DoctorCheckDocument.Of)]
        );
    }
}

/// <param name="State">Fail, Warn, NotChecked or Pass: the worst of the notes, in this order.</param>
/// <param name="FixWhere">The file or host that <paramref name="Fix"/> applies to; both are null where no change is needed.</param>
public sealed record DoctorCheckDocument(
    string Id,
    string Title,
    string State,
    IReadOnlyList<DoctorNoteDocument> Notes,
    string Why,
    string Source,
    string? SourceUrl,
    string? FixWhere,
    string? Fix
)
{
    internal static DoctorCheckDocument Of(DoctorCheck check) =>
        new(
            check.Id,
            check.Title,
            check.State.ToString(),
            [.. check.Notes.Select(note => new DoctorNoteDocument(note.State.ToString(), note.Text))],
            check.Why,
            check.Source.Text,
            check.Source.Url,
            check.Fix?.Where,
            check.Fix?.Snippet
        );
}

public sealed record DoctorNoteDocument(string State, string Text);
