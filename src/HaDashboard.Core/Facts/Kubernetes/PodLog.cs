namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>Identifies the log of one container.</summary>
/// <param name="Node">The node whose kubelet stores the log; used in messages only.</param>
public sealed record PodLog(string Namespace, string Pod, string Container, string? Node = null);

/// <summary>Which part of a log to read.</summary>
/// <param name="Since">How far back to read; null for everything that the node stores.</param>
/// <param name="Tail">The maximum number of lines that already exist; the newest are returned.</param>
public sealed record LogOptions(
    bool Follow = false,
    bool Previous = false,
    TimeSpan? Since = null,
    int Tail = LogOptions.MostLines
)
{
    public const int MostLines = 2000;
}

/// <summary>A line of a log as plain text. Terminal escapes are removed or made visible.</summary>
/// <param name="At">
/// When the container runtime received the line; null if the kubelet sends a message of its own instead of the log.
/// </param>
/// <param name="IsCut">True if the line was longer than the limit and was cut.</param>
public sealed record LogLine(DateTimeOffset? At, string Text, bool IsCut = false)
{
    /// <summary>
    /// A marker and not a line: every existing line has been returned, and the lines that follow are live. A followed log contains it once.
    /// </summary>
    public static LogLine UpToHere { get; } = new(null, "");
}
