using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Configuration;

/// <summary>All problems of the configuration, one line each: the key, what is wrong, what would be right.</summary>
public sealed class SettingsProblems
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <param name="key">The full path, <c>HaDashboard:Nodes:1:Address</c>.</param>
    /// <param name="wrong">What is wrong, without the key and without a full stop.</param>
    /// <param name="right">What would be right, without a full stop; a question keeps its question mark.</param>
    public void Add(string key, string wrong, string right)
    {
        var end = right.EndsWith('?') ? "" : ".";
        _lines.Add(Printable.Excerpt($"{key}: {wrong}. {right}{end}", 1000));
    }
}
