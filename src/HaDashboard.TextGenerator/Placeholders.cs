using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HaDashboard.TextGenerator;

/// <summary>A placeholder of a text: <c>{node}</c>, or <c>{count, plural, one {# node} other {# nodes}}</c>, which is a number.</summary>
internal readonly record struct Placeholder(string Name, bool IsNumber);

/// <summary>The placeholders of a text in the order of their first use.</summary>
internal static class Placeholders
{
    private static readonly Regex Pattern = new(
        @"\{\s*(?<name>[a-z][A-Za-z0-9]*)\s*(?:\}|,\s*(?<kind>plural|select)\s*,)"
    );

    internal static ImmutableArray<Placeholder> Of(string text) =>
        [
            .. Pattern
                .Matches(text)
                .Cast<Match>()
                .GroupBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
                .Select(same => new Placeholder(same.Key, same.Any(match => match.Groups["kind"].Value is "plural"))),
        ];
}
