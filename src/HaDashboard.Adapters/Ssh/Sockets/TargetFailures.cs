using System.Net.Sockets;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>Describes why a node could not connect to an address and port.</summary>
internal static class TargetFailures
{
    /// <summary>The reason code of SSH for a target that the server does not permit.</summary>
    private const uint Prohibited = 1;

    /// <summary>No process listens on the port, or a firewall rejects the connection as if none did.</summary>
    public static SourceFailureException Closed(NodePort target, NodeName node, Exception? e = null) =>
        new(
            FailureKind.PortClosed,
            target.IsLoopback ? SshTexts.PortClosed(target.Port, node, target) : SshTexts.TargetRefused(target, node),
            e
        );

    /// <summary>The target did not accept the connection in time, although the node itself responds.</summary>
    public static SourceFailureException Silent(
        NodePort target,
        NodeName node,
        TimeSpan timeout,
        Exception? e = null
    ) => new(FailureKind.PortSilent, SshTexts.PortSilent(target, node, Rounded.Seconds(timeout)), e);

    /// <summary>The node has no route to the target, or cannot resolve its name.</summary>
    public static SourceFailureException Unreachable(
        NodePort target,
        NodeName node,
        Message reason,
        Exception? e = null
    ) => new(FailureKind.TargetUnreachable, SshTexts.TargetUnreachable(node, target, reason), e);

    /// <summary>What this host's own attempt to connect means.</summary>
    public static SourceFailureException FromSocket(NodePort target, NodeName node, TimeSpan timeout, Exception e) =>
        e switch
        {
            TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut } => Silent(
                target,
                node,
                timeout,
                e
            ),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Closed(target, node, e),
            _ => Unreachable(target, node, Message.Verbatim(Printable.Excerpt(e.Message)), e),
        };

    /// <summary>
    /// What an SSH server's refusal of a direct-tcpip channel means. OpenSSH sends the text of the operating system's error, or
    /// "open failed" if the connection failed at once. dropbear sends no text.
    /// </summary>
    public static SourceFailureException FromSsh(
        NodePort target,
        NodeName node,
        TimeSpan timeout,
        uint code,
        string reason
    )
    {
        if (code == Prohibited)
        {
            return new SourceFailureException(FailureKind.PortForbidden, SshTexts.PortForbidden(node, target));
        }

        if (Contains("refused"))
        {
            return Closed(target, node);
        }

        if (Contains("timed out"))
        {
            return Silent(target, node, timeout);
        }

        if (reason.Length > 0 && reason is not "open failed")
        {
            return Unreachable(target, node, Message.Verbatim(reason));
        }

        // Nothing listens on a loopback address that the node does not have, so there the missing reason makes no difference.
        return target.IsLoopback ? Closed(target, node) : Unreachable(target, node, SshTexts.NoReasonGiven);

        bool Contains(string words) => reason.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
