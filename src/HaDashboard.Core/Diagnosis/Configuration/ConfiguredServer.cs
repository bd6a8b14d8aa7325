using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>One <c>server</c> or <c>server-template</c> line of a backend.</summary>
/// <param name="Name">The server's name; of a template the prefix, which a number follows.</param>
/// <param name="Target">Where the line leads.</param>
/// <param name="Options">The words behind the address.</param>
/// <param name="Slots">The numbers of a template's servers; null for a <c>server</c> line.</param>
/// <param name="IsConditional">True if the line, or its section, is in a branch of <c>.if</c>.</param>
/// <param name="Place"><c>file:line</c>.</param>
internal sealed record ConfiguredServer(
    string Name,
    ConfiguredAddress Target,
    ImmutableArray<string> Options,
    (int First, int Last)? Slots,
    bool IsConditional,
    string Place
)
{
    internal bool IsTemplate => Slots is not null;

    internal string? Host => Target.Host;

    internal int? Port => Target.Port;

    /// <summary>True if the name or a number of slots comes from an environment variable.</summary>
    internal bool IsNameUnknown => ConfigurationWord.IsVariable(Name) || Slots is (0, 0);

    /// <summary>The names of the servers that HAProxy makes of the line.</summary>
    internal IEnumerable<string> Names =>
        Slots is var (first, last) ? Enumerable.Range(first, last - first + 1).Select(slot => $"{Name}{slot}") : [Name];

    /// <returns>null for every other line, and for one that HAProxy refuses.</returns>
    internal static ConfiguredServer? Of(ConfigurationLine line, bool isInConditionalSection)
    {
        var isConditional = isInConditionalSection || line.IsConditional;
        return line.Words switch
        {
            ["server", var name, var address, .. var options] => new ConfiguredServer(
                name,
                ConfiguredAddress.Of(address),
                [.. options],
                null,
                isConditional,
                line.Place
            ),
            ["server-template", var prefix, var slots, var address, .. var options] => new ConfiguredServer(
                prefix,
                ConfiguredAddress.Of(address),
                [.. options],
                SlotsOf(slots),
                isConditional,
                line.Place
            ),
            _ => null,
        };
    }

    // "3" or "1-3"; (0, 0) if the number is unknown.
    private static (int First, int Last) SlotsOf(string text)
    {
        const int Most = 10_000;
        var parts = text.Split('-', 2);
        return
            int.TryParse(parts[0], out var first)
            && int.TryParse(parts[^1], out var last)
            && first > 0
            && last >= first
            && last <= Most
            ? (parts.Length == 1 ? 1 : first, last)
            : (0, 0);
    }
}
