namespace HaDashboard.Simulation;

/// <summary>What differs between HAProxy versions on the wire: columns, fields and the framing of a line of commands.</summary>
public sealed class HaProxyRelease
{
    /// <summary>Debian 12's package, with OpenSSL.</summary>
    public static HaProxyRelease Debian26 { get; } =
        new("2.6.12-1+deb12u4", "2026/10/17", StatColumns.Of26, InfoFields.Of26) { RunsBufferedLines = true };

    /// <summary>A 3.2 built without OpenSSL.</summary>
    public static HaProxyRelease Built32 { get; } =
        new("3.2.0-e134140d2", "2025/05/28", StatColumns.Of32, InfoFields.Of32) { OnePromptPerLine = true };

    private HaProxyRelease(string version, string releaseDate, string[] columns, string[] info)
    {
        Version = version;
        ReleaseDate = releaseDate;
        Columns = columns;
        Info = info;
        ColumnIndex = columns
            .Select((name, index) => (name, index))
            .ToDictionary(c => c.name, c => c.index, StringComparer.Ordinal);
    }

    public string Version { get; }

    internal string ReleaseDate { get; }

    internal string[] Columns { get; }

    internal string[] Info { get; }

    internal Dictionary<string, int> ColumnIndex { get; }

    /// <summary>3.2 prints one prompt after <c>a;b</c>, 2.6 one after each; 3.2 also answers an empty line with nothing
    /// instead of the help, and knows the modes of <c>prompt</c>.</summary>
    internal bool OnePromptPerLine { get; private init; }

    /// <summary>2.4 to 2.8 run every line that came in one write without <c>prompt</c>, 3.0 and later only the first.</summary>
    internal bool RunsBufferedLines { get; private init; }

    public override string ToString() => Version;
}
