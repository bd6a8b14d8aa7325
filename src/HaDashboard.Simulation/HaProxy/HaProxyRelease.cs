namespace HaDashboard.Simulation.HaProxy;

/// <summary>The differences between HAProxy versions in the protocol: columns, fields and the framing of a line of commands.</summary>
public sealed class HaProxyRelease
{
    /// <summary>The package of Debian 12, built with OpenSSL.</summary>
    public static HaProxyRelease Debian26 { get; } =
        new("2.6.12-1+deb12u4", "2026/10/17", ShowStatColumns.Of26, InfoFields.Of26) { RunsBufferedLines = true };

    /// <summary>Version 3.2, built without OpenSSL.</summary>
    public static HaProxyRelease Built32 { get; } =
        new("3.2.0-e134140d2", "2025/05/28", ShowStatColumns.Of32, InfoFields.Of32) { OnePromptPerLine = true };

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

    /// <summary>
    /// True for 3.2, false for 2.6. 3.2 prints one prompt after <c>a;b</c>, 2.6 prints one after each command. 3.2 also replies to an
    /// empty line with nothing instead of the help, and supports the modes of <c>prompt</c>.
    /// </summary>
    internal bool OnePromptPerLine { get; private init; }

    /// <summary>
    /// True for 2.4 to 2.8: without <c>prompt</c> they run every line of one write. 3.0 and later run only the first line.
    /// </summary>
    internal bool RunsBufferedLines { get; private init; }

    public override string ToString() => Version;
}
