using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>A line of <c>--check</c>.</summary>
/// <param name="Kind">Why it failed, where that has a name.</param>
/// <param name="IsNote">Nothing failed, and somebody should know.</param>
public sealed record HaProxyCheckResult(
    NodeName Node,
    string What,
    bool Ok,
    string Message,
    FailureKind? Kind,
    bool IsNote = false
);
