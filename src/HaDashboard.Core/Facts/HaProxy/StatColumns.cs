using System.Collections.Frozen;
using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// The header of one <c>show stat</c>. Columns differ by version and build, so they are found by name and never by position.
/// </summary>
public sealed class StatColumns
{
    private readonly FrozenDictionary<string, int> _index;

    public StatColumns(ImmutableArray<string> names)
    {
        Names = names;
        var index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            index.TryAdd(names[i], i); // Of a duplicate name the first counts: HAProxy only appends columns.
        }

        _index = index.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static StatColumns Empty { get; } = new([]);

    public ImmutableArray<string> Names { get; }

    /// <returns>The position of the column, or -1 if this HAProxy has no column of that name.</returns>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);
}
