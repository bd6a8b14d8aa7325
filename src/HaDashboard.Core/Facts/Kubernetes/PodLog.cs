namespace HaDashboard.Core.Facts.Kubernetes;

/// <summary>Whose log.</summary>
/// <param name="Node">For messages: whose kubelet has it.</param>
public sealed record PodLog(string Namespace, string Pod, string Container, string? Node = null);

/// <param name="Since">How far back; null for all that the node has kept.</param>
/// <param name="Tail">At most so many lines of what was already written: the newest.</param>
public sealed record LogOptions(
    bool Follow = false,
    bool Previous = false,
    TimeSpan? Since = null,
    int Tail = LogOptions.MostLines
)
{
    public const int MostLines = 2000;
}

/// <summary>A line of a log: plain text, terminal escapes taken out or made visible.</summary>
/// <param name="At">When the container runtime saw it; null for what the kubelet itself says in its place.</param>
/// <param name="IsCut">The line was longer than what is kept.</param>
public sealed record LogLine(DateTimeOffset? At, string Text, bool IsCut = false)
{
    /// <summary>No line: all that was written has been told, and what comes now is live. It comes once in a log that is followed.</summary>
    public static LogLine UpToHere { get; } = new(null, "");
}
