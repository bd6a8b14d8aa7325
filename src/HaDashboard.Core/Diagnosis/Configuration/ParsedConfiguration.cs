using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>A section of haproxy.cfg with the defaults that hold for it.</summary>
/// <param name="Kind"><c>backend</c>, <c>frontend</c>, <c>listen</c>…</param>
/// <param name="Lines">Each by its words, unquoted.</param>
/// <param name="Defaults">Of the <c>defaults</c> section above it, or the one it names.</param>
internal sealed record ConfigurationSection(
    string Kind,
    string Name,
    ImmutableArray<ImmutableArray<string>> Lines,
    ImmutableArray<ImmutableArray<string>> Defaults
)
{
    /// <summary>The last line that begins so, of its own or else of its defaults; null where neither has one.</summary>
    internal ImmutableArray<string>? Last(params string[] words) => LastOf(Lines, words) ?? LastOf(Defaults, words);

    internal IEnumerable<ImmutableArray<string>> All(params string[] words) => Lines.Where(line => Begins(line, words));

    internal static bool Begins(ImmutableArray<string> line, string[] words) =>
        line.Length >= words.Length && line.Take(words.Length).SequenceEqual(words, StringComparer.Ordinal);

    private static ImmutableArray<string>? LastOf(ImmutableArray<ImmutableArray<string>> lines, string[] words) =>
        lines.LastOrDefault(line => Begins(line, words)) is { IsDefault: false } line ? line : null;
}

/// <summary>The parts of haproxy.cfg that the checks read: its sections and their effective lines.</summary>
internal sealed class ParsedConfiguration
{
    private readonly List<ConfigurationSection> _sections = [];

    internal ParsedConfiguration(ConfigurationFile file)
    {
        IsCut = file.IsCut;
        var named = new Dictionary<string, ImmutableArray<ImmutableArray<string>>>(StringComparer.Ordinal);
        ImmutableArray<ImmutableArray<string>> above = [];
        for (var i = 0; i < file.Lines.Length; )
        {
            var heading = Words(file.Lines[i++]);
            var start = i;
            while (i < file.Lines.Length && file.Lines[i].StartsWith(' '))
            {
                i++;
            }

            ImmutableArray<ImmutableArray<string>> lines = [.. file.Lines.Skip(start).Take(i - start).Select(Words)];
            if (heading[0] is "defaults")
            {
                above = named[heading.ElementAtOrDefault(1) ?? ""] = lines;
            }

            var from = heading.IndexOf("from") is > 0 and var at ? heading.ElementAtOrDefault(at + 1) : null;
            _sections.Add(
                new ConfigurationSection(
                    heading[0],
                    heading.ElementAtOrDefault(1) ?? "",
                    lines,
                    from is not null && named.TryGetValue(from, out var chosen) ? chosen : above
                )
            );
        }
    }

    /// <summary>Only its beginning was read: what is not in it may be behind it.</summary>
    internal bool IsCut { get; }

    internal IEnumerable<ImmutableArray<string>> Global(params string[] words) =>
        _sections.Where(section => section.Kind is "global").SelectMany(section => section.All(words));

    /// <summary>The backend, or the <c>listen</c> section that is both; null where this file has none.</summary>
    internal ConfigurationSection? Backend(string name) =>
        _sections.LastOrDefault(section =>
            section.Kind is "backend" or "listen" && section.Name.Equals(name, StringComparison.Ordinal)
        );

    /// <summary>The address of a server as the file has it; null where it has no such line.</summary>
    internal string? AddressOf(string backend, string server) =>
        Backend(backend)
            ?.All("server")
            .FirstOrDefault(line => line.Length > 2 && line[1].Equals(server, StringComparison.Ordinal))
            is { IsDefault: false } line
            ? line[2]
            : null;

    /// <summary>What sends to that backend.</summary>
    internal IEnumerable<ConfigurationSection> FrontendsOf(string backend) =>
        _sections.Where(section =>
            (section.Kind is "listen" && section.Name.Equals(backend, StringComparison.Ordinal))
            || (
                section.Kind is "frontend"
                && section.Lines.Any(line =>
                    line is ["default_backend" or "use_backend", var target, ..]
                    && target.Equals(backend, StringComparison.Ordinal)
                )
            )
        );

    /// <summary>The addresses of the <c>bind</c> lines before that backend.</summary>
    internal ImmutableArray<string> BindsOf(string backend) =>
        [
            .. FrontendsOf(backend)
                .SelectMany(frontend => frontend.All("bind"))
                .Where(line => line.Length > 1)
                .Select(line => line[1]),
        ];

    private static ImmutableArray<string> Words(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"', '\''))];
}
