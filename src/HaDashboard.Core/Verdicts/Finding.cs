using HaDashboard.Core.Inventory;

namespace HaDashboard.Core.Verdicts;

public enum Severity
{
    Info,
    Warning,
    Critical,
}

/// <summary>One thing that is wrong, with its reason.</summary>
/// <param name="Rule">The rule's stable id, such as <c>haproxy.server-down</c>.</param>
/// <param name="Node">The node it is about; null when it is about more than one.</param>
/// <param name="Subject">What on it: <c>api-backend/master2</c>, <c>kube-system/etcd-k8smaster2</c>.</param>
/// <param name="Message">The finding in one sentence that stays the same while the facts do: ages are told by <paramref name="Since"/>.</param>
/// <param name="Advice">The next command to look with, or the next safe action.</param>
/// <param name="Since">When it began, as well as is known.</param>
public sealed record Finding(string Rule, Severity Severity, NodeName? Node, string? Subject, string Message, string Advice, DateTimeOffset? Since);
