using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Shared;

/// <summary>A failure in two or three words, for places that are too narrow for the whole message.</summary>
internal static class FailureWords
{
    internal static string Brief(SourceFailure? failure) =>
        failure?.Kind switch
        {
            null => "no update",
            FailureKind.Timeout => "timed out",
            FailureKind.ConnectionRefused => "connection refused",
            FailureKind.HostUnreachable => "unreachable",
            FailureKind.ConnectionLost => "connection lost",
            FailureKind.HostKeyUnknown => "host key unknown",
            FailureKind.HostKeyChanged => "host key changed",
            FailureKind.HostKeyRevoked => "host key revoked",
            FailureKind.AuthenticationFailed => "SSH key refused",
            FailureKind.LocalFile => "local file error",
            FailureKind.SocketNotFound => "socket not found",
            FailureKind.SocketPermissionDenied => "permission denied",
            FailureKind.SocketRefused => "HAProxy not running",
            FailureKind.PortClosed => "not running",
            FailureKind.PortSilent => "not responding",
            FailureKind.PortForbidden => "forwarding refused",
            FailureKind.TlsFailed => "TLS failed",
            FailureKind.RelayMissing => "socat missing",
            FailureKind.Malformed => "invalid response",
            FailureKind.Unauthorized => "401 Unauthorized",
            FailureKind.Forbidden => "403 Forbidden",
            FailureKind.ServerError => "server error",
            _ => "failed",
        };
}
