namespace HaDashboard.Components.Keys;

/// <summary>A line of the help.</summary>
/// <param name="Keys">Any of these.</param>
/// <param name="What">In words.</param>
/// <param name="Mouse">Where the same is for the mouse.</param>
public sealed record KeyLine(IReadOnlyList<string> Keys, string What, string Mouse);

/// <summary>Lines that belong together.</summary>
public sealed record KeyGroup(string Title, string? Note, IReadOnlyList<KeyLine> Lines);
