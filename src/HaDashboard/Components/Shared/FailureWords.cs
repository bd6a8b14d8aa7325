using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Shared;

/// <summary>A failure in two or three words, for places that are too narrow for the whole message.</summary>
internal static class FailureWords
{
    internal static Message Brief(SourceFailure? failure) =>
        failure?.Kind switch
        {
            null => SharedTexts.NoUpdate,
            FailureKind.Timeout => SharedTexts.TimedOut,
            FailureKind.ConnectionRefused => SharedTexts.ConnectionRefused,
            FailureKind.HostUnreachable => SharedTexts.Unreachable,
            FailureKind.ConnectionLost => SharedTexts.ConnectionLost,
            FailureKind.HostKeyUnknown => SharedTexts.HostKeyUnknown,
            FailureKind.HostKeyChanged => SharedTexts.HostKeyChanged,
            FailureKind.HostKeyRevoked => SharedTexts.HostKeyRevoked,
            FailureKind.AuthenticationFailed => SharedTexts.SshKeyRefused,
            FailureKind.KeyNotSufficient => SharedTexts.KeyNotSufficient,
            FailureKind.AccountUnusable => SharedTexts.AccountUnusable,
            FailureKind.ServerRejects => SharedTexts.ServerRejects,
            FailureKind.NoCommonAlgorithm => SharedTexts.NoCommonAlgorithm,
            FailureKind.SessionsLimited => SharedTexts.SessionsLimited,
            FailureKind.LocalFile => SharedTexts.LocalFileError,
            FailureKind.SocketNotFound => SharedTexts.SocketNotFound,
            FailureKind.SocketPermissionDenied => SharedTexts.PermissionDenied,
            FailureKind.SocketRefused => SharedTexts.HaProxyNotRunning,
            FailureKind.PortClosed => SharedTexts.NotRunning,
            FailureKind.PortSilent => SharedTexts.NotResponding,
            FailureKind.PortForbidden => SharedTexts.ForwardingRefused,
            FailureKind.TargetUnreachable => SharedTexts.Unreachable,
            FailureKind.NotAtAssumedAddress => SharedTexts.NotFoundAtAddress,
            FailureKind.OtherServer => SharedTexts.AnotherServer,
            FailureKind.TlsFailed => SharedTexts.TlsFailed,
            FailureKind.RelayMissing => SharedTexts.SocatMissing,
            FailureKind.Unsupported => SharedTexts.NotSupported,
            FailureKind.Malformed => SharedTexts.InvalidResponse,
            FailureKind.Unauthorized => Message.Verbatim("401 Unauthorized"),
            FailureKind.Forbidden => Message.Verbatim("403 Forbidden"),
            FailureKind.ServerError => SharedTexts.ServerError,
            _ => SharedTexts.Failed,
        };
}
