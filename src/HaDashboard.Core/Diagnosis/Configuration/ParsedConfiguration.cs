using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>The parts of haproxy.cfg that the checks read: its sections and their effective lines.</summary>
internal sealed class ParsedConfiguration
{
    private readonly ImmutableArray<ConfigurationSection> _sections;
    private readonly Lazy<ImmutableArray<ParsedConfiguration>> _alternatives;

    /// <summary>All lines, those of every branch of <c>.if</c> included.</summary>
    internal ParsedConfiguration(ConfigurationFile file)
        : this(file.Content, file.IsCut)
    {
        HasConditions = file.Content.Any(line => line.Words[0] is ".if");
        _alternatives = new(() =>
            HasConditions
                ? [.. ConfigurationBranches.Of(file.Content).Select(lines => new ParsedConfiguration(lines, IsCut))]
                : [this]
        );
    }

    private ParsedConfiguration(ImmutableArray<ConfigurationLine> lines, bool isCut)
    {
        IsCut = isCut;
        _sections = SectionsOf(lines);
        _alternatives = new(() => [this]);
    }

    /// <summary>Only its beginning was read: what is not in it may be behind it.</summary>
    internal bool IsCut { get; }

    /// <summary>True if some lines apply only under a condition (<c>.if</c>).</summary>
    internal bool HasConditions { get; }

    /// <summary>
    /// The configuration with one choice of the branches of <c>.if</c> each. A statement is certain only if it is true of all. Without
    /// <c>.if</c> it is this configuration alone.
    /// </summary>
    internal ImmutableArray<ParsedConfiguration> Alternatives => _alternatives.Value;

    /// <summary>The names of all backends and <c>listen</c> sections with servers.</summary>
    internal IEnumerable<string> Backends =>
        _sections
            .Where(section => section.Kind is "backend" or "listen" && section.Servers.Any())
            .Select(section => section.Name)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The addresses of all frontends and <c>listen</c> sections.</summary>
    internal IEnumerable<ConfiguredBind> Binds =>
        _sections.Where(section => section.Kind is "frontend" or "listen").SelectMany(section => section.Binds);

    /// <summary>The servers of that backend or <c>listen</c> section, those of every branch of <c>.if</c> included.</summary>
    internal IEnumerable<ConfiguredServer> ServersOf(string backend) =>
        _sections
            .Where(section =>
                section.Kind is "backend" or "listen" && section.Name.Equals(backend, StringComparison.Ordinal)
            )
            .SelectMany(section => section.Servers);

    internal IEnumerable<ImmutableArray<string>> Global(params string[] words) =>
        _sections.Where(section => section.Kind is "global").SelectMany(section => section.All(words));

    /// <summary>The backend, or the <c>listen</c> section that is both; null where this file has none.</summary>
    internal ConfigurationSection? Backend(string name) =>
        _sections.LastOrDefault(section =>
            section.Kind is "backend" or "listen" && section.Name.Equals(name, StringComparison.Ordinal)
        );

    /// <summary>
    /// The address of a server as the file has it; null where it has no such line, or where it depends on a variable or a condition.
    /// </summary>
    internal string? AddressOf(string backend, string server) =>
        ServersOf(backend).Where(line => line.Name.Equals(server, StringComparison.Ordinal)).ToArray()
            is [{ IsTemplate: false, IsConditional: false, Target.Text: var address }]
        && !ConfigurationWord.IsVariable(address)
            ? address
            : null;

    /// <summary>What sends to that backend.</summary>
    internal IEnumerable<ConfigurationSection> FrontendsOf(string backend) =>
        _sections.Where(section =>
            (section.Kind is "listen" && section.Name.Equals(backend, StringComparison.Ordinal))
            || (
                section.Kind is "frontend" or "listen"
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

    private static ImmutableArray<ConfigurationSection> SectionsOf(ImmutableArray<ConfigurationLine> lines)
    {
        var sections = ImmutableArray.CreateBuilder<ConfigurationSection>();
        var named = new Dictionary<string, ImmutableArray<ImmutableArray<string>>>(StringComparer.Ordinal);
        ImmutableArray<ImmutableArray<string>> above = [];
        for (var i = 0; i < lines.Length; )
        {
            var heading = lines[i++];
            var start = i;
            while (i < lines.Length && !lines[i].IsHeading)
            {
                i++;
            }

            ImmutableArray<ConfigurationLine> content = [.. lines[start..i].Where(line => !line.IsDirective)];
            var from = NamedDefaults(heading) is { } name && named.TryGetValue(name, out var chosen) ? chosen : above;
            var section = new ConfigurationSection(heading, content, from);
            sections.Add(section);
            if (section.Kind is "defaults")
            {
                // Only a defaults section that names another one inherits from it.
                above = NamedDefaults(heading) is null ? section.Lines : [.. from, .. section.Lines];
                named[section.Name] = above;
            }
        }

        return sections.ToImmutable();
    }

    // backend NAME from DEFAULTS, and "defaults from OTHER"
    private static string? NamedDefaults(ConfigurationLine heading) =>
        heading.Words.IndexOf("from") is > 0 and var at ? heading.Words.ElementAtOrDefault(at + 1) : null;
}
