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
                "Add the public key to authorized_keys of the account, and check Ssh:User and AllowUsers, AllowGroups in sshd_config",
            FailureKind.KeyNotSufficient =>
                "Not supported. In sshd_config of the node: Match User <Ssh:User>, then AuthenticationMethods publickey",
            FailureKind.AccountUnusable =>
                "On the node: passwd -S, chage -l and getent passwd of the account; journalctl -u ssh names the cause",
            FailureKind.ServerRejects =>
                "On the node: journalctl -u ssh; raise MaxStartups in sshd_config, or exempt this host from the access rule",
            FailureKind.NoCommonAlgorithm =>
                "Compare sshd -T on the node with the algorithms in the detail; ssh-keygen -A adds current host keys",
            FailureKind.SessionsLimited =>
                "Set MaxSessions in sshd_config of the node to 10 (its default); 2 is the minimum",
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
                "Allow forwarding: permitopen=\"<host>:<port>\" in authorized_keys, and AllowTcpForwarding, PermitOpen in sshd_config",
            FailureKind.TargetUnreachable =>
                "Try it on the node: getent hosts <name>, ip route get <address>; correct the address in the settings",
            FailureKind.NotAtAssumedAddress =>
                "Find the address on the node: ss -Hltnp; then set it in the ControlPlane section of the node",
            FailureKind.OtherServer =>
                "Set the address of this node's own component in the ControlPlane section of the node",
            FailureKind.TlsFailed => "Compare the server's certificate with the kubeconfig's certificate-authority",
            FailureKind.Unsupported =>
                "Upgrade HAProxy on the node (haproxy -v), or replace nbproc by nbthread in haproxy.cfg",
            FailureKind.RelayMissing => "Install socat on the node",
            _ when what.EndsWith("check command", StringComparison.Ordinal) =>
                "Run the command manually as the dashboard's account; allow it in sudoers without a password",
            _ when what.EndsWith("configuration", StringComparison.Ordinal) =>
                "Allow the account to read the file, or correct HaProxy:ReadConfigCommand",
            _ => "Try it manually as the dashboard's account",
        };
}
