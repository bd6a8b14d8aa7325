using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Checking;

/// <summary>The next step after a failed check, by the kind of the failure. The detail column describes the case.</summary>
internal static class CheckAdvice
{
    public static string For(string what, FailureKind? kind) =>
        kind switch
        {
            FailureKind.Timeout or FailureKind.HostUnreachable =>
                "Check Address, the network route and the firewall: ping the node, then run ssh manually",
            FailureKind.ConnectionRefused => "Check Ssh:Port, and check that sshd runs on the node",
            FailureKind.ConnectionLost => "Check the sshd log on the node",
            FailureKind.HostKeyUnknown =>
                "Compare the fingerprint on the console of the node, then add it to Ssh:KnownHostsFile",
            FailureKind.HostKeyChanged or FailureKind.HostKeyRevoked =>
                "Find out why the host key changed, then correct Ssh:KnownHostsFile",
            FailureKind.AuthenticationFailed =>
                "Add the public key to authorized_keys of the account on the node, and check Ssh:User",
            FailureKind.LocalFile => "Correct the file on this host",
            FailureKind.SocketNotFound when what.EndsWith("master socket", StringComparison.Ordinal) =>
                "Start HAProxy with -S and this path, or correct HaProxy:MasterSocket",
            FailureKind.SocketNotFound =>
                "Add a 'stats socket' line with this path to haproxy.cfg, or correct HaProxy:Socket",
            FailureKind.SocketPermissionDenied => "Add the account to the group that owns the socket",
            FailureKind.SocketRefused => "Start HAProxy; check systemctl status haproxy",
            FailureKind.PortClosed => "Start the component, or correct its address in HaDashboard:ControlPlane",
            FailureKind.PortSilent => "The port is open but the component does not respond: check its log on the node",
            FailureKind.PortForbidden =>
                "Allow port forwarding for this key: port-forwarding,permitopen=\"127.0.0.1:<port>\" in authorized_keys",
            FailureKind.TargetUnreachable =>
                "Try it on the node: getent hosts <name>, ip route get <address>; correct the address in the settings",
            FailureKind.NotAtAssumedAddress =>
                "Find the address on the node: ss -Hltnp; then set it in the ControlPlane section of the node",
            FailureKind.OtherServer =>
                "Set the address of this node's own component in the ControlPlane section of the node",
            FailureKind.TlsFailed => "Compare the server's certificate with the kubeconfig's certificate-authority",
            FailureKind.RelayMissing => "Install socat on the node",
            _ when what.EndsWith("check command", StringComparison.Ordinal) =>
                "Run the command manually as the dashboard's account; allow it in sudoers without a password",
            _ when what.EndsWith("configuration", StringComparison.Ordinal) =>
                "Allow the account to read the file, or correct HaProxy:ReadConfigCommand",
            _ => "Try it manually as the dashboard's account",
        };
}
