using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>A node's haproxy.cfg as it may be shown: without comments and spare whitespace, its secrets masked.</summary>
/// <param name="Lines">A section's line begins at the margin, the lines in it are indented.</param>
/// <param name="Fingerprint">Of the lines before they were masked: two files that differ in a secret alone are not the same. Never shown.</param>
/// <param name="IsCut">The file is longer than what is read of it: only its beginning is known.</param>
public sealed record ConfigurationFile(ImmutableArray<string> Lines, string Fingerprint, bool IsCut)
{
    /// <summary>Of the same without the lines by which a node names itself: what every node has of its own is no drift.</summary>
    public string SharedFingerprint { get; init; } = Fingerprint;

    public string Text => string.Join('\n', Lines);

    public static ConfigurationFile Of(string file, bool isCut)
    {
        var lines = ConfigurationText.Normalise(file);
        return new ConfigurationFile([.. lines.Select(ConfigurationText.Mask)], Hash(lines), isCut)
        {
            SharedFingerprint = Hash(lines.Where(line => !ConfigurationText.NamesTheNode(line))),
        };
    }

    /// <summary>The same settings, whatever the comments say.</summary>
    public bool IsSameAs(ConfigurationFile other) => Fingerprint.Equals(other.Fingerprint, StringComparison.Ordinal);

    /// <summary>The lines of a section, such as <c>backend api-backend</c>; empty where there is none.</summary>
    public ImmutableArray<string> Section(string heading)
    {
        var start = Lines.IndexOf(heading);
        return start < 0
            ? []
            : [.. Lines.Skip(start).Take(1).Concat(Lines.Skip(start + 1).TakeWhile(line => line.StartsWith(' ')))];
    }

    /// <summary>The same settings but for what names the node itself.</summary>
    public bool IsMeantAs(ConfigurationFile other) =>
        SharedFingerprint.Equals(other.SharedFingerprint, StringComparison.Ordinal);

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    public bool Equals(ConfigurationFile? other) => other is not null && IsCut == other.IsCut && IsSameAs(other);

    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The file on a node's disk, and the one its worker was seen to start with.</summary>
/// <param name="Loaded">null where nobody saw the worker start: whether the file changed since is then not known.</param>
/// <param name="LoadedBy">The worker that started with it.</param>
public sealed record NodeConfiguration(ConfigurationFile File, ConfigurationFile? Loaded, ProcessInfo? LoadedBy)
{
    /// <summary>A file as it was read; which worker started with it is not known yet.</summary>
    public static NodeConfiguration Read(ConfigurationFile file) => new(file, null, null);

    /// <summary>A reload would load something else than what runs; null where that is not known.</summary>
    public bool? IsPending => Loaded is null ? null : !Loaded.IsSameAs(File);
}
