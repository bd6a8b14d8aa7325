using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>Writes a JSON document with comments. A comment is one line, whatever text of a node or of the API it contains.</summary>
internal sealed class CommentedJson
{
    private const int LongestComment = 600;

    private readonly List<string> _lines = [];

    /// <summary>For each open bracket the line of its last value, which gets a comma before the next one; -1 for none.</summary>
    private readonly List<int> _last = [-1];

    internal void Comment(Message text) =>
        Add($"// {Printable.Excerpt(text.In(CultureInfo.InvariantCulture), LongestComment)}");

    internal void Comments(IEnumerable<SetupNote> notes)
    {
        foreach (var note in notes)
        {
            Comment(note.Line);
        }
    }

    internal void Member(string key, string json) => Item($"{JsonText.Of(key)}: {json}");

    internal void Item(string json)
    {
        if (_last[^1] >= 0)
        {
            _lines[_last[^1]] += ",";
        }

        Add(json);
        _last[^1] = _lines.Count - 1;
    }

    internal void Open(char bracket) => OpenWith($"{bracket}");

    internal void Open(string key, char bracket) => OpenWith($"{JsonText.Of(key)}: {bracket}");

    internal void Close(char bracket)
    {
        _last.RemoveAt(_last.Count - 1);
        Add($"{bracket}");
        _last[^1] = _lines.Count - 1;
    }

    public override string ToString() => string.Join('\n', _lines) + "\n";

    private void OpenWith(string text)
    {
        Item(text);
        _last.Add(-1);
    }

    private void Add(string text) => _lines.Add(new string(' ', 2 * (_last.Count - 1)) + text);
}
