using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>A failure as data: what, since when, in words fit for a person.</summary>
/// <param name="Message">What failed, where, and what to do; already free of control characters.</param>
public sealed record SourceFailure(FailureKind Kind, Message Message);
