using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>A node's haproxy.cfg without comments and redundant whitespace, and with its secrets masked.</summary>
/// <param name="Lines">The line of a section is not indented, the lines in it are.</param>
/// <param name="Fingerprint">
/// A hash of the lines before masking, so that two files that differ only in a secret are not equal. It is never shown.
/// </param>
/// <param name="IsCut">True if the file is longer than the read limit: only its beginning is known.</param>
public sealed record ConfigurationFile(ImmutableArray<string> Lines, string Fingerprint, bool IsCut)
{
    /// <summary>
    /// A hash of the same lines without those that are specific to the node (its name, sockets, files). Differences in those are not
    /// configuration drift.
    /// </summary>
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

    /// <summary>True if both files contain the same settings. Comments are ignored.</summary>
    public bool IsSameAs(ConfigurationFile other) => Fingerprint.Equals(other.Fingerprint, StringComparison.Ordinal);

    /// <summary>The lines of a section, such as <c>backend api-backend</c>; empty if there is none.</summary>
    public ImmutableArray<string> Section(string heading)
    {
        var start = Lines.IndexOf(heading);
        return start < 0
            ? []
            : [.. Lines.Skip(start).Take(1).Concat(Lines.Skip(start + 1).TakeWhile(line => line.StartsWith(' ')))];
    }

    /// <summary>True if both files contain the same settings, except those that are specific to the node.</summary>
    public bool IsMeantAs(ConfigurationFile other) =>
        SharedFingerprint.Equals(other.SharedFingerprint, StringComparison.Ordinal);

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

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
