using System.Collections.Immutable;
using System.Globalization;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>One line of a node's configuration, with its secrets masked.</summary>
/// <param name="Text">With single spaces between the words. The line of a section is not indented, the lines in it are.</param>
/// <param name="Words">The words as HAProxy reads them. See <see cref="ConfigurationWord.Value"/>.</param>
public sealed record ConfigurationLine(string Text, ImmutableArray<string> Words)
{
    /// <summary>The path of the file on the node; null if only the text is known.</summary>
    public string? File { get; init; }

    /// <summary>The number of the line in its file, from 1.</summary>
    public int Number { get; init; }

    /// <summary>True if the line is in a branch of <c>.if</c>: whether HAProxy reads it is unknown.</summary>
    public bool IsConditional { get; init; }

    /// <summary>A hash of the values that are masked; empty if there are none. It is never shown.</summary>
    public string HiddenFingerprint { get; init; } = "";

    /// <summary>Where the line is, as HAProxy prints it: <c>file:line</c>.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{File ?? "haproxy.cfg"}:{Number}");

    /// <summary>True for the first line of a section.</summary>
    public bool IsHeading => !Text.StartsWith(' ');

    /// <summary>True for <c>.if</c>, <c>.endif</c>, <c>.notice</c> and the other lines that are no settings.</summary>
    public bool IsDirective => Words[0].StartsWith('.');

    /// <summary>True for a line that is specific to its node: the node's name, and the sockets and files of its process.</summary>
    public bool IsOfTheNode => ConfigurationText.NamesTheNode(this);

    public bool Begins(params ReadOnlySpan<string> words) =>
        Words.Length >= words.Length && Words.AsSpan()[..words.Length].SequenceEqual(words);

    public bool Equals(ConfigurationLine? other) =>
        other is not null
        && Words.AsSpan().SequenceEqual(other.Words.AsSpan())
        && HiddenFingerprint.Equals(other.HiddenFingerprint, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
