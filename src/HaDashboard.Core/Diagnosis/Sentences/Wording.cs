using System.Collections.Immutable;
using System.Globalization;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>Parts that the sentences of findings share.</summary>
internal static class Wording
{
    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    internal static string Count(int number, string one, string? many = null) =>
        number == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{number} {many ?? one + "s"}");

    /// <summary>Up to three names, else how many.</summary>
    internal static Message Names(ImmutableArray<NodeState> nodes) =>
        nodes.Length <= 3
            ? Message.Verbatim(string.Join(", ", nodes.Select(node => node.Name)))
            : SentenceTexts.Nodes(nodes.Length);

    /// <summary><c>since 10:02:17 UTC</c>, with the date where that is a day ago or more; null where it is not known.</summary>
    internal static Message? Since(ClusterSnapshot snapshot, DateTimeOffset? since) =>
        since is { } at ? SentenceTexts.Since(Time(snapshot, at)) : null;

    /// <summary><c> since 10:02:17 UTC</c>, to follow a word; empty where it is not known.</summary>
    internal static Message SinceClause(ClusterSnapshot snapshot, DateTimeOffset? since) =>
        since is { } at ? SentenceTexts.SinceClause(Time(snapshot, at)) : Message.Empty;

    /// <summary><c> at 10:02:17 UTC</c>, to follow a word; empty where it is not known.</summary>
    internal static Message AtClause(ClusterSnapshot snapshot, DateTimeOffset? since) =>
        since is { } at ? SentenceTexts.AtClause(Time(snapshot, at)) : Message.Empty;

    /// <summary>The nodes with a state, and how many nodes report another one.</summary>
    /// <param name="nodes">The nodes with the state.</param>
    /// <param name="listing">The number of responding nodes that list the server.</param>
    /// <param name="responding">The number of responding nodes.</param>
    /// <returns><c>on all 4 responding nodes</c>, or the names; and the other nodes after a semicolon, or an empty message.</returns>
    internal static (Message Where, Message Others) Where(
        ImmutableArray<NodeState> nodes,
        int listing,
        int responding
    ) =>
        (listing - nodes.Length, listing) switch
        {
            (0, > 1) when listing == responding => (SentenceTexts.OnAllResponding(listing), Message.Empty),
            (0, > 1) => (SentenceTexts.OnAllThatList(listing), Message.Empty),
            (0, _) => (SentenceTexts.On(Names(nodes)), Message.Empty),
            var (others, _) => (SentenceTexts.On(Names(nodes)), SentenceTexts.OthersDiffer(others)),
        };

    private static string Time(ClusterSnapshot snapshot, DateTimeOffset at)
    {
        var format = snapshot.At - at < TimeSpan.FromHours(20) ? "HH:mm:ss" : "yyyy-MM-dd HH:mm";
        return at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }
}
