using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Views;
using HaDashboard.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HaDashboard.Api.Endpoints;

internal static class EventEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events", Events)
            .WithTags("events")
            .WithSummary("State transitions, newest first.")
            .WithDescription(
                "since is inclusive, until is exclusive. server is a server name or proxy/server. limit is 100 by default, at most 1000."
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    // Text instead of DateTimeOffset or int: the framework would answer an invalid value with an empty 400. The contract requires a 422
    // that names the parameter.
    private static Results<Ok<ImmutableArray<EventDocument>>, ProblemHttpResult> Events(
        IClusterFeed feed,
        string? since,
        string? until,
        string? node,
        string? server,
        string? limit
    )
    {
        if (!TryTime(since, out var from) || !TryTime(until, out var to))
        {
            return Invalid("since and until must be times such as 2026-11-22T12:00:00Z.");
        }

        if (!Limit.TryParse(limit, DefaultLimit, MaxLimit, out var count))
        {
            return Invalid($"limit must be a number from 1 to {MaxLimit}.");
        }

        var snapshot = feed.Current.Snapshot;
        if (node is not null && snapshot.Node(node) is null)
        {
            return Problems.UnknownNode(node);
        }

        return TypedResults.Ok(
            snapshot
                .Transitions.Where(t => (from is null || t.At >= from) && (to is null || t.At < to))
                .Where(t =>
                    (node is null || node.Equals(t.Node?.Value, StringComparison.Ordinal))
                    && (server is null || IsAbout(t, server))
                )
                .Take(count)
                .Select(EventDocument.Of)
                .ToImmutableArray()
        );
    }

    private static bool IsAbout(Transition transition, string server) =>
        transition.Kind is TransitionKind.Server or TransitionKind.Configuration
        && transition.Subject.ToString() is var subject
        && (
            subject.Equals(server, StringComparison.Ordinal) || subject.EndsWith($"/{server}", StringComparison.Ordinal)
        );

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var value
        )
            ? value
            : null;
        return time is not null || string.IsNullOrEmpty(text);
    }

    private static ProblemHttpResult Invalid(string message) =>
        Problems.Of(StatusCodes.Status422UnprocessableEntity, message);
}
