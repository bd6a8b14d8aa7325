using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Sentences;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Hosts;

/// <summary>A node whose HAProxy can't be asked, for another reason than HAProxy being down, is unobserved.</summary>
public sealed class HaProxyUnreachableRule : IRule
{
    public static RuleId Id { get; } = new("haproxy.unreachable");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 140,
            Condition: "a node's HAProxy can't be asked, for another reason than that it does not run",
            Severities: [Severity.Warning],
            Impact: "What that node sees is unknown.",
            Advice: "the finding tells what fails: host, key, account, socket, relay",
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
            $"The HAProxy of {node.Name} can't be observed: {Wording.Sentence(failure.Message)}",
            AdviceFor(failure.Kind, node),
            node.HaProxy.FailingSince
        );

    private static string AdviceFor(FailureKind kind, NodeState node) =>
        kind switch
        {
            FailureKind.Timeout or FailureKind.HostUnreachable or FailureKind.ConnectionLost =>
                $"Is the host alive? ping {Host(node)}; ssh {Host(node)}",
            FailureKind.ConnectionRefused =>
                "The host answers and its sshd does not: look at the console, systemctl status ssh.",
            FailureKind.HostKeyUnknown or FailureKind.HostKeyChanged or FailureKind.HostKeyRevoked =>
                "Compare the fingerprint with the node's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub at its "
                    + "console) before you trust it.",
            FailureKind.AuthenticationFailed =>
                $"Put the dashboard's public key into the account's authorized_keys on {node.Name}.",
            FailureKind.SocketPermissionDenied =>
                "Add the dashboard's account to the group that owns the admin socket.",
            FailureKind.SocketNotFound =>
                $"Does HAProxy run on {node.Name} (systemctl status haproxy), and has its haproxy.cfg a 'stats socket' "
                    + "line with this path?",
            FailureKind.RelayMissing => $"Install socat on {node.Name}.",
            FailureKind.Malformed =>
                $"Look at the raw answer: ssh to {node.Name}, then: echo 'show stat' | socat - UNIX-CONNECT:<socket>",
            _ => "HaDashboard --check tells what fails, step by step.",
        };

    private static string Host(NodeState node) => node.Config.Address ?? node.Name.Value;
}
