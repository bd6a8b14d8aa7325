using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A node whose HAProxy cannot be read, for a reason other than HAProxy being down.</summary>
public sealed class HaProxyUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 140,
            Condition: "a node's HAProxy cannot be read, for a reason other than that it is not running",
            Severities: [Severity.Warning],
            Impact: "The servers' state on that node is unknown.",
            Advice: "the finding names the cause: host, key, account, socket or relay",
            Sources: [SourceKind.HaProxy]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [.. LostHost.OfSameNode];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        let failure = node.HaProxy.Failure
        where failure is not null && !HaProxyProcessDownRule.IsProcessDown(failure.Kind)
        select new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new HaProxySubject(),
            $"HAProxy on {node.Name} cannot be observed: {failure.Message.AsSentence()}",
            AdviceFor(failure.Kind, node),
            node.HaProxy.FailingSince
        );

    private static string AdviceFor(FailureKind kind, NodeState node) =>
        kind switch
        {
            FailureKind.Timeout or FailureKind.HostUnreachable or FailureKind.ConnectionLost =>
                $"Check that the host is up: ping {Host(node)}; ssh {Host(node)}",
            FailureKind.ConnectionRefused =>
                "The host responds but its sshd does not. On its console: systemctl status ssh; journalctl -u ssh -n 50",
            FailureKind.HostKeyUnknown or FailureKind.HostKeyChanged or FailureKind.HostKeyRevoked =>
                "Compare the fingerprint before you trust it. On the node's console: "
                    + "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
            FailureKind.AuthenticationFailed =>
                $"Add the dashboard's public key to authorized_keys of the account on {node.Name}.",
            FailureKind.SocketPermissionDenied =>
                "Add the dashboard's account to the group that owns the admin socket.",
            FailureKind.SocketNotFound =>
                $"On {node.Name}: systemctl status haproxy. Check that haproxy.cfg has a 'stats socket' line with this path.",
            FailureKind.RelayMissing => $"Install socat on {node.Name}.",
            FailureKind.Malformed =>
                $"Check the raw output. On {node.Name}: echo 'show stat' | socat - UNIX-CONNECT:<socket>",
            _ => "Run HaDashboard --check to find the failing step.",
        };

    private static string Host(NodeState node) => node.Config.Address ?? node.Name.Value;
}
