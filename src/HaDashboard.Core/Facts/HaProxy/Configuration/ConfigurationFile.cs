using System.Collections.Immutable;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>A node's haproxy.cfg without comments and redundant whitespace, and with its secrets masked.</summary>
/// <param name="Content">The lines of all files in the order in which HAProxy reads them.</param>
/// <param name="Fingerprint">
/// A hash of the lines before masking, so that two files that differ only in a secret are not equal. It is never shown.
/// </param>
/// <param name="IsCut">True if the file is longer than the read limit: only its beginning is known.</param>
public sealed record ConfigurationFile(ImmutableArray<ConfigurationLine> Content, string Fingerprint, bool IsCut)
{
    /// <summary>
    /// A hash of the same lines without those that are specific to the node (its name, sockets, files). Differences in those are not
    /// configuration drift.
    /// </summary>
    public string SharedFingerprint { get; init; } = Fingerprint;

    /// <summary>The line of a section is not indented, the lines in it are.</summary>
    public ImmutableArray<string> Lines { get; } = [.. Content.Select(line => line.Text)];

    public string Text => string.Join('\n', Lines);

    /// <param name="paths">
    /// The files and folders that HAProxy reads, in its order. With more than one file, each file begins with the line
    /// <c>==> path &lt;==</c>, as <c>tail -n +1</c> prints it. Empty if the text is one file whose path is unknown.
    /// </param>
    public static ConfigurationFile Of(string text, bool isCut, params IReadOnlyList<string> paths)
    {
        var lines = ConfigurationText.Read(text, paths);
        return new ConfigurationFile([.. lines], Hash(lines), isCut)
        {
            SharedFingerprint = Hash(lines.Where(line => !line.IsOfTheNode)),
        };
    }

    /// <summary>True if both files contain the same settings. Comments are ignored.</summary>
    public bool IsSameAs(ConfigurationFile other) => Fingerprint.Equals(other.Fingerprint, StringComparison.Ordinal);

    /// <summary>The lines of a section, such as <c>backend api-backend</c>; empty if there is none.</summary>
    public ImmutableArray<string> Section(string heading) =>
        [.. SectionLines(heading.Split(' ')).Select(line => line.Text)];

    /// <summary>The heading that begins with these words and the lines below it; empty if there is none.</summary>
    public ImmutableArray<ConfigurationLine> SectionLines(params ReadOnlySpan<string> heading)
    {
        for (var start = 0; start < Content.Length; start++)
        {
            if (Content[start].IsHeading && Content[start].Begins(heading))
            {
                return [Content[start], .. Content.Skip(start + 1).TakeWhile(line => !line.IsHeading)];
            }
        }

        return [];
    }

    /// <summary>True if both files contain the same settings, except those that are specific to the node.</summary>
    public bool IsMeantAs(ConfigurationFile other) =>
        SharedFingerprint.Equals(other.SharedFingerprint, StringComparison.Ordinal);

    private static string Hash(IEnumerable<ConfigurationLine> lines) =>
        ConfigurationText.Hash(lines.SelectMany(line => line.Words.Append(line.HiddenFingerprint).Append("\n")));

    public bool Equals(ConfigurationFile? other) => other is not null && IsCut == other.IsCut && IsSameAs(other);

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The configuration file on a node's disk, and the one with which its worker started.</summary>
/// <param name="Loaded">
/// null if the dashboard did not observe the start of the worker. Whether the file changed since then is unknown.
/// </param>
/// <param name="LoadedBy">The worker that started with <paramref name="Loaded"/>.</param>
public sealed record NodeConfiguration(ConfigurationFile File, ConfigurationFile? Loaded, ProcessInfo? LoadedBy)
{
    /// <summary>A file as it was read; which worker started with it is not known yet.</summary>
    public static NodeConfiguration Read(ConfigurationFile file) => new(file, null, null);

    /// <summary>True if a reload would load other settings than the running ones; null if that is unknown.</summary>
    public bool? IsPending => Loaded is null ? null : !Loaded.IsSameAs(File);
}
