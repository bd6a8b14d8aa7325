using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Checking;

/// <summary>What to do about a failed step, by its kind; the detail beside it tells the case.</summary>
internal static class CheckAdvice
{
    public static string For(string what, FailureKind? kind) =>
        kind switch
        {
            FailureKind.Timeout or FailureKind.HostUnreachable =>
                "Check Address, route and firewall: ping it, then ssh to it by hand",
            FailureKind.ConnectionRefused => "Check Ssh:Port, and that sshd runs there",
            FailureKind.ConnectionLost => "Look at sshd's log on the node",
            FailureKind.HostKeyUnknown =>
                "Compare the fingerprint at the node's console, then add it to Ssh:KnownHostsFile",
            FailureKind.HostKeyChanged or FailureKind.HostKeyRevoked =>
                "Find out why before anything else; then correct Ssh:KnownHostsFile",
            FailureKind.AuthenticationFailed =>
                "Put the public key into the account's authorized_keys on the node; check Ssh:User",
            FailureKind.LocalFile => "Correct the file on this host",
            FailureKind.SocketNotFound when what.EndsWith("master socket", StringComparison.Ordinal) =>
                "Start HAProxy with -S and this path, or correct HaProxy:MasterSocket",
            FailureKind.SocketNotFound =>
                "Give haproxy.cfg a 'stats socket' line with this path, or correct HaProxy:Socket",
            FailureKind.SocketPermissionDenied => "Add the account to the group that owns the socket",
            FailureKind.SocketRefused => "Start HAProxy: systemctl status haproxy",
            FailureKind.PortClosed => "Start it, or correct its address under HaDashboard:ControlPlane",
            FailureKind.PortSilent => "It listens and hangs: look at its log on the node",
            FailureKind.PortForbidden =>
                "Let sshd forward for this key: port-forwarding,permitopen=\"127.0.0.1:<port>\" in authorized_keys",
            FailureKind.TlsFailed => "Compare the server's certificate with the kubeconfig's certificate-authority",
            FailureKind.RelayMissing => "Install socat on the node",
            _ when what.EndsWith("check command", StringComparison.Ordinal) =>
                "Run it by hand as the dashboard's account; allow it in sudoers without a password",
            _ when what.EndsWith("configuration", StringComparison.Ordinal) =>
                "Let the account read the file, or correct HaProxy:ReadConfigCommand",
            _ => "Try it by hand, as the dashboard's account",
        };
}
