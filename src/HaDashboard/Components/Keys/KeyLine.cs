using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Keys;

/// <summary>A line of the help.</summary>
/// <param name="Keys">Any one of these keys.</param>
/// <param name="What">The action.</param>
/// <param name="Mouse">How to do the same with the mouse.</param>
public sealed record KeyLine(IReadOnlyList<string> Keys, Message What, Message Mouse);

/// <summary>Lines that belong together.</summary>
public sealed record KeyGroup(Message Title, Message? Note, IReadOnlyList<KeyLine> Lines);
