using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Api;

internal static class HaProxyState
{
    /// <summary>Up: it answered just now. Down: nobody listens on its socket. Unreachable: it can't be asked. Unknown: not yet, or silent.</summary>
    internal static string Of(Slice<HaProxyReading> slice) =>
        slice switch
        {
            { IsFresh: true } => "Up",
            { Failure.Kind: FailureKind.SocketRefused } => "Down",
            { Failure: not null } => "Unreachable",
            _ => "Unknown",
        };
}
