using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Reading;

/// <summary>The newest lines of one or more logs, ordered by time, limited in number and size.</summary>
internal sealed class LogBuffer
{
    public const int MostLines = LogOptions.MostLines;
    public const int MostCharacters = 1024 * 1024;

    private readonly List<LogEntry> _entries = [];
    private long _number;
    private int _characters;

    public bool IsCut { get; private set; }

    public LogEntry[] Copy() => [.. _entries];

    public void Add(int log, LogLine line)
    {
        _entries.Insert(Place(line.At), new LogEntry(_number++, log, line));
        _characters += line.Text.Length;
        var surplus = 0;
        while (_entries.Count - surplus > MostLines || _characters > MostCharacters)
        {
            _characters -= _entries[surplus++].Line.Text.Length;
            IsCut = true;
        }

        _entries.RemoveRange(0, surplus);
    }

    // Usually the end: each log arrives in order, only lines of different logs interleave late. A line without a time is added at the end.
    private int Place(DateTimeOffset? at)
    {
        var place = _entries.Count;
        while (at is not null && place > 0 && _entries[place - 1].Line.At > at)
        {
            place--;
        }

        return place;
    }
}
