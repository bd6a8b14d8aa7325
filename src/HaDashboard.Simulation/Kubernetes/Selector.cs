using System.Text.Json.Nodes;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>
/// Equality selectors (<c>a=b,c!=d</c>, and a key without a value for labels). The clients of this API use no others.
/// </summary>
internal sealed class Selector
{
    private readonly List<Func<JsonObject, bool>> _terms = [];

    public Selector(string? labels, string? fields)
    {
        foreach (var term in Terms(labels))
        {
            _terms.Add(Term(term, static (source, key) => (string?)source["metadata"]?["labels"]?[key]));
        }

        foreach (var term in Terms(fields))
        {
            _terms.Add(
                Term(term, static (source, key) =>
                    key.Split('.').Aggregate((JsonNode?)source, (node, part) => node?[part])?.ToString()
                )
            );
        }
    }

    public bool Matches(StoredObject candidate) => _terms.TrueForAll(term => term(candidate.Source));

    private static string[] Terms(string? selector) =>
        selector?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Func<JsonObject, bool> Term(string term, Func<JsonObject, string, string?> read)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        if (at < 0)
        {
            return source => read(source, term) is not null;
        }

        var not = term[at - 1] == '!';
        var key = term[..(not ? at - 1 : at)];
        var value = term[(at + 1)..].TrimStart('=');
        return source => (read(source, key) == value) != not;
    }
}
