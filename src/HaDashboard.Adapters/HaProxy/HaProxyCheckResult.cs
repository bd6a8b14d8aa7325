using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>A row of <c>--check</c>.</summary>
/// <param name="Kind">The kind of failure; null where there is none.</param>
/// <param name="IsNote">Nothing failed, but an administrator should know it.</param>
public sealed record HaProxyCheckResult(
    NodeName Node,
    string What,
    bool Ok,
    string Message,
    FailureKind? Kind,
    bool IsNote = false
);
