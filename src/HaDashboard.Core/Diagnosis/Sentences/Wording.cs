using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>Parts that the sentences of findings share.</summary>
internal static class Wording
{
    /// <summary>Ends a foreign text with a full stop, so that another sentence can follow.</summary>
    internal static string Sentence(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0 || trimmed[^1] is '.' or '!' or '?' or '…' ? trimmed : trimmed + ".";
    }

    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    internal static string Count(int number, string one, string? many = null) =>
        number == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{number} {many ?? one + "s"}");

    /// <summary><c>both</c>, <c>all 3</c>: a plural noun follows.</summary>
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

    /// <summary>The nodes with a state, and how many nodes report another one.</summary>
    /// <param name="nodes">The nodes with the state.</param>
    /// <param name="listing">The number of responding nodes that list the server.</param>
    /// <param name="responding">The number of responding nodes.</param>
    /// <returns><c>on all 4 responding nodes</c>, or the names; and the other nodes after a semicolon, or an empty text.</returns>
    internal static (string Where, string Others) Where(ImmutableArray<NodeState> nodes, int listing, int responding)
    {
        var others = listing - nodes.Length;
        if (others == 0 && listing > 1)
        {
            return (
                listing == responding ? $"on {All(listing)} responding nodes" : $"on {All(listing)} nodes that list it",
                ""
            );
        }

        return (
            $"on {Names(nodes)}",
            others == 0 ? ""
            : others == 1 ? "; 1 other node reports another state"
            : $"; {others} other nodes report another state"
        );
    }
}
