using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Api.Documents;

internal static class HaProxyState
{
    /// <summary>
    /// Up: the data is current. Down: no process listens on the socket. Unreachable: the poll fails for another reason. Unknown: no data
    /// yet, or stale data without a failure.
    /// </summary>
    internal static string Of(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => "Up",
            { Failure.Kind: FailureKind.SocketRefused } => "Down",
            { Failure: not null } => "Unreachable",
            _ => "Unknown",
        };
}
