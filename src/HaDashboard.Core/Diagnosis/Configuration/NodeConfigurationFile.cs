using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>
/// A node's configuration, for the comparison with another node's. Lines that each node has for its own machine are no difference: a server
/// on a loopback address, and the node's own address in <c>bind</c>, <c>source</c> and <c>log</c> lines.
/// </summary>
/// <param name="Addresses">The addresses and names of the node's machine.</param>
internal sealed record NodeConfigurationFile(NodeName Node, ConfigurationFile File, ImmutableArray<string> Addresses)
{
    private const string OwnAddress = "<own>";

    /// <summary>True if both nodes have the same settings, except those that are specific to a node.</summary>
    internal bool IsMeantAs(NodeConfigurationFile other) =>
        File.IsMeantAs(other.File) || AreSame(File.Content, other, other.File.Content);

    /// <summary>The same for one section.</summary>
    /// <param name="heading">Its kind and name.</param>
    internal bool IsMeantAs(NodeConfigurationFile other, params ReadOnlySpan<string> heading) =>
        AreSame(File.SectionLines(heading), other, other.File.SectionLines(heading));

    private bool AreSame(
        ImmutableArray<ConfigurationLine> lines,
        NodeConfigurationFile other,
        ImmutableArray<ConfigurationLine> otherLines
    )
    {
        var local = BackendsWithOwnServer(lines)
            .Union(BackendsWithOwnServer(otherLines))
            .ToHashSet(StringComparer.Ordinal);
        string[] machines = [.. Addresses, .. other.Addresses];
        var mine = Compared(lines, local, machines).ToArray();
        var others = Compared(otherLines, local, machines).ToArray();
        return mine.Length == others.Length
            && mine.Zip(others).All(pair => pair.First.Equals(pair.Second) || IsSameButForAddress(pair, other));
    }

    private bool IsSameButForAddress(
        (ConfigurationLine Mine, ConfigurationLine Other) pair,
        NodeConfigurationFile other
    ) =>
        pair.Mine.HiddenFingerprint.Equals(pair.Other.HiddenFingerprint, StringComparison.Ordinal)
        && WithoutOwnAddress(pair.Mine).SequenceEqual(other.WithoutOwnAddress(pair.Other), StringComparer.Ordinal);

    /// <summary>The backends, by their headings, with a server on a loopback address: it stands for the node's own machine.</summary>
    private static IEnumerable<string> BackendsWithOwnServer(ImmutableArray<ConfigurationLine> lines) =>
        WithHeading(lines).Where(pair => IsOnLoopback(pair.Line)).Select(pair => pair.Heading);

    private static IEnumerable<ConfigurationLine> Compared(
        ImmutableArray<ConfigurationLine> lines,
        HashSet<string> local,
        string[] machines
    ) =>
        WithHeading(lines)
            .Where(pair => !pair.Line.IsOfTheNode)
            .Where(pair => !local.Contains(pair.Heading) || !LeadsToOneOf(pair.Line, machines))
            .Select(pair => pair.Line);

    private static IEnumerable<(string Heading, ConfigurationLine Line)> WithHeading(
        ImmutableArray<ConfigurationLine> lines
    )
    {
        var heading = "";
        foreach (var line in lines)
        {
            heading = line.IsHeading ? string.Join(' ', line.Words.Take(2)) : heading;
            yield return (heading, line);
        }
    }

    private static bool IsOnLoopback(ConfigurationLine line) =>
        line.Words is ["server", _, var address, ..] && ConfiguredAddress.Of(address).IsLoopback;

    private static bool LeadsToOneOf(ConfigurationLine line, string[] machines) =>
        line.Words is ["server", _, var text, ..]
        && ConfiguredAddress.Of(text) is var address
        && (address.IsLoopback || address.IsOneOf(machines));

    // In a server line only the address behind "source" is the node's own.
    private IEnumerable<string> WithoutOwnAddress(ConfigurationLine line)
    {
        var isServer = line.Words[0] is "server" or "server-template" or "default-server";
        var hasAddresses = isServer || line.Words[0] is "bind" or "source" or "log";
        for (var i = 0; i < line.Words.Length; i++)
        {
            var isAddress = hasAddresses && (!isServer || (i > 0 && line.Words[i - 1] is "source"));
            yield return isAddress ? WithoutOwnAddress(line.Words[i]) : line.Words[i];
        }
    }

    private string WithoutOwnAddress(string word) => string.Join(',', word.Split(',').Select(WithoutOwnHost));

    private string WithoutOwnHost(string text) =>
        ConfiguredAddress.Of(text) is { Host: { Length: > 0 } host } address && address.IsOneOf(Addresses)
            ? text.Replace(host, OwnAddress, StringComparison.Ordinal)
            : text;
}
