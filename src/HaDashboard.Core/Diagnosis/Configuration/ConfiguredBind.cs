using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>One address of a <c>bind</c> line.</summary>
/// <param name="Proxy">The name of the frontend or <c>listen</c> section.</param>
/// <param name="Options">The words behind the addresses.</param>
/// <param name="IsConditional">True if the line, or its section, is in a branch of <c>.if</c>.</param>
/// <param name="Place"><c>file:line</c>.</param>
internal sealed record ConfiguredBind(
    string Proxy,
    ConfiguredAddress Address,
    ImmutableArray<string> Options,
    bool IsConditional,
    string Place
);
