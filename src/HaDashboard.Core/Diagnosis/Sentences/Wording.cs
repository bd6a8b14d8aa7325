using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>The small change of sentences.</summary>
internal static class Wording
{
    /// <summary>Ends what somebody else wrote, so that the next sentence can follow.</summary>
    internal static string Sentence(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0 || trimmed[^1] is '.' or '!' or '?' or '…' ? trimmed : trimmed + ".";
    }

    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    internal static string Count(int number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many ?? one + "s")}");

    /// <summary><c>both</c>, <c>all 3</c>: what a plural noun follows.</summary>
    internal static string All(int number) =>
        number == 2 ? "both" : string.Create(CultureInfo.InvariantCulture, $"all {number}");

    /// <summary>Up to three names, else how many.</summary>
    internal static string Names(ImmutableArray<NodeState> nodes) =>
        nodes.Length <= 3 ? string.Join(", ", nodes.Select(node => node.Name)) : Count(nodes.Length, "node");

    /// <summary><c> since 10:02:17 UTC</c>, with the date where that is a day ago or more; empty where it is not known.</summary>
    internal static string SinceClause(ClusterSnapshot snapshot, DateTimeOffset? since, string word = "since") =>
        since switch
        {
            null => "",
            { } at when snapshot.At - at < TimeSpan.FromHours(20) => string.Create(
                CultureInfo.InvariantCulture,
                $" {word} {at.UtcDateTime:HH:mm:ss} UTC"
            ),
            { } at => string.Create(CultureInfo.InvariantCulture, $" {word} {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
        };

    /// <summary>Where a thing is so, and that others differ.</summary>
    /// <param name="nodes">Where it is so.</param>
    /// <param name="listing">Nodes heard just now that speak of the thing.</param>
    /// <param name="heard">Nodes heard just now.</param>
    /// <returns><c>on all 4 nodes that answer</c>, or the names; and what follows behind a semicolon, if anything.</returns>
    internal static (string Where, string Others) Where(ImmutableArray<NodeState> nodes, int listing, int heard)
    {
        var others = listing - nodes.Length;
        return others == 0 && listing > 1
            ? ($"on {All(listing)} nodes that {(listing == heard ? "answer" : "list it")}", "")
            : (
                $"on {Names(nodes)}",
                others == 0 ? ""
                : others == 1 ? "; 1 other node sees it otherwise"
                : $"; {others} other nodes see it otherwise"
            );
    }
}
