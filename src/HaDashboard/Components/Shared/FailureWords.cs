using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Components.Shared;

/// <summary>A failure in two or three words, for where the whole message has no room.</summary>
internal static class FailureWords
{
    internal static string Brief(SourceFailure? failure) =>
        failure?.Kind switch
        {
            null => "silent",
            FailureKind.Timeout => "timed out",
            FailureKind.ConnectionRefused => "connection refused",
            FailureKind.HostUnreachable => "unreachable",
            FailureKind.ConnectionLost => "link lost",
            FailureKind.HostKeyUnknown => "host key unknown",
            FailureKind.HostKeyChanged => "host key changed",
            FailureKind.HostKeyRevoked => "host key revoked",
            FailureKind.AuthenticationFailed => "SSH key refused",
            FailureKind.LocalFile => "key file",
            FailureKind.SocketNotFound => "no socket",
            FailureKind.SocketPermissionDenied => "no permission",
            FailureKind.SocketRefused => "HAProxy down",
            FailureKind.PortClosed => "not running",
            FailureKind.PortSilent => "hangs",
            FailureKind.PortForbidden => "no forwarding",
            FailureKind.TlsFailed => "TLS failed",
            FailureKind.RelayMissing => "no socat",
            FailureKind.Malformed => "bad answer",
            FailureKind.Unauthorized => "401",
            FailureKind.Forbidden => "403",
            FailureKind.ServerError => "server error",
            _ => "failed",
        };
}
