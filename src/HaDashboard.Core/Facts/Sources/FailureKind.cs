namespace HaDashboard.Core.Facts.Sources;

/// <summary>Why a source has no data. The kind selects the advice; the message describes the case.</summary>
public enum FailureKind
{
    /// <summary>No answer in time: host, network path, or a process that accepts connections but does not respond.</summary>
    Timeout,

    /// <summary>The host refused the TCP connection: nothing listens on that port.</summary>
    ConnectionRefused,

    /// <summary>No route, or the name does not resolve.</summary>
    HostUnreachable,

    /// <summary>The connection was there and broke.</summary>
    ConnectionLost,

    HostKeyUnknown,
    HostKeyChanged,
    HostKeyRevoked,

    /// <summary>SSH refused the key, or does not allow the account to sign in. The server does not say which.</summary>
    AuthenticationFailed,

    /// <summary>SSH requires another method beside the key, or does not accept keys at all.</summary>
    KeyNotSufficient,

    /// <summary>SSH knows the account, but it is locked, expired, or its login shell runs no commands.</summary>
    AccountUnusable,

    /// <summary>The SSH server closed the connection before the key exchange: it limits or rejects connections.</summary>
    ServerRejects,

    /// <summary>The SSH server and the dashboard have no algorithm in common.</summary>
    NoCommonAlgorithm,

    /// <summary>The SSH server allows fewer sessions on one connection than the dashboard needs.</summary>
    SessionsLimited,

    /// <summary>The private key, passphrase or known_hosts file can't be used.</summary>
    LocalFile,

    /// <summary>SSH works, the admin socket does not exist.</summary>
    SocketNotFound,

    /// <summary>SSH works, the admin socket is closed to this user.</summary>
    SocketPermissionDenied,

    /// <summary>SSH works, the admin socket exists, but no process listens: HAProxy is not running.</summary>
    SocketRefused,

    /// <summary>
    /// The node is reached, and nothing listens on that port of it. For a control-plane component: its address is configured, or follows
    /// from its flags, or it has answered there before, so the process is certainly not running.
    /// </summary>
    PortClosed,

    /// <summary>
    /// The node is reached, and the component answers at none of the addresses where such a component usually listens. It may listen
    /// elsewhere, so its state is not observed. It is never down because of this.
    /// </summary>
    NotAtAssumedAddress,

    /// <summary>Another machine's component answers at this address: its certificate names another master.</summary>
    OtherServer,

    /// <summary>
    /// The node is reached, and the address and port to which it connects does not answer in time: the process hangs, or is far too
    /// slow, or a firewall drops the packets.
    /// </summary>
    PortSilent,

    /// <summary>The node's sshd does not forward to that address and port.</summary>
    PortForbidden,

    /// <summary>The node is reached, but has no route to the address to which it connects, or cannot resolve its name.</summary>
    TargetUnreachable,

    /// <summary>TLS failed: not the certificate that it should be, or no TLS at all.</summary>
    TlsFailed,

    /// <summary>Neither socat, nc -U nor python3 is on the node.</summary>
    RelayMissing,

    /// <summary>An answer that does not follow the protocol: truncated, malformed, too long.</summary>
    Malformed,

    /// <summary>HAProxy answers, but the dashboard does not support its version or its number of processes.</summary>
    Unsupported,

    /// <summary>The API answered 401.</summary>
    Unauthorized,

    /// <summary>The API answered 403.</summary>
    Forbidden,

    /// <summary>The API answered 404.</summary>
    NotFound,

    /// <summary>The API answered with another error.</summary>
    ServerError,

    /// <summary>Any other failure; the message describes it.</summary>
    Other,
}
