using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>A section of haproxy.cfg with the defaults that hold for it.</summary>
/// <param name="Heading">Its first line.</param>
/// <param name="Content">The lines below the heading, without <c>.if</c> and the other directives.</param>
/// <param name="Defaults">Of the <c>defaults</c> section above it, or the one it names. Each line by its words.</param>
internal sealed record ConfigurationSection(
    ConfigurationLine Heading,
    ImmutableArray<ConfigurationLine> Content,
    ImmutableArray<ImmutableArray<string>> Defaults
)
{
    /// <summary><c>backend</c>, <c>frontend</c>, <c>listen</c>…</summary>
    internal string Kind => Heading.Words[0];

    internal string Name => Heading.Words.ElementAtOrDefault(1) ?? "";

    /// <summary>Each line by its words, as HAProxy reads them.</summary>
    internal ImmutableArray<ImmutableArray<string>> Lines { get; } = [.. Content.Select(line => line.Words)];

    internal IEnumerable<ConfiguredServer> Servers =>
        Content.Select(line => ConfiguredServer.Of(line, Heading.IsConditional)).OfType<ConfiguredServer>();

    internal IEnumerable<ConfiguredBind> Binds =>
        from line in Content
        where line.Words is ["bind", _, ..]
        from address in line.Words[1].Split(',')
        select new ConfiguredBind(
            Name,
            ConfiguredAddress.Of(address),
            line.Words[2..],
            Heading.IsConditional || line.IsConditional,
            line.Place
        );

    /// <summary>The last line that begins so, of its own or else of its defaults; null where neither has one.</summary>
    internal ImmutableArray<string>? Last(params string[] words) => LastOf(Lines, words) ?? LastOf(Defaults, words);

    internal IEnumerable<ImmutableArray<string>> All(params string[] words) => Lines.Where(line => Begins(line, words));

    internal static bool Begins(ImmutableArray<string> line, string[] words) =>
        line.Length >= words.Length && line.Take(words.Length).SequenceEqual(words, StringComparer.Ordinal);

    private static ImmutableArray<string>? LastOf(ImmutableArray<ImmutableArray<string>> lines, string[] words) =>
        lines.LastOrDefault(line => Begins(line, words)) is { IsDefault: false } line ? line : null;
}
