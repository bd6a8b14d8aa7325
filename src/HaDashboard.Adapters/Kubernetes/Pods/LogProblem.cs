using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>
/// Explains why a log can't be read. The API server reads a log from the node's kubelet, and most failures occur between these two.
/// </summary>
internal static partial class LogProblem
{
    private const int LongestReason = 300;

    public static SourceFailureException? Of(PodLog log, int code, string reason)
    {
        var node = log.Node ?? "its node";
        var kubelet = $"the kubelet of {node}";
        var detail = Printable.Excerpt(reason, LongestReason).TrimEnd('.');
        if (reason.Contains("previous terminated container", StringComparison.Ordinal))
        {
            return new SourceFailureException(
                FailureKind.Other,
                $"There is no previous log: the container {log.Container} has not exited since {log.Pod} was created, "
                    + "or its node has removed the log."
            );
        }

        if (reason.Contains("subresource=proxy", StringComparison.Ordinal) && code == 403)
        {
            return new SourceFailureException(
                FailureKind.Forbidden,
                $"The API server itself is forbidden to read from {kubelet} ({detail}); "
                    + "its kubelet-client certificate needs the ClusterRole system:kubelet-api-admin."
            );
        }

        if (code >= 500 && Request().Match(reason) is { Success: true } request)
        {
            var cause = Printable.Excerpt(request.Groups["cause"].Value, LongestReason).TrimEnd('.');
            var server = Printable.Excerpt(request.Groups["server"].Value, 80);
            return new SourceFailureException(
                FailureKind.HostUnreachable,
                $"The API can't reach {kubelet}: {cause}. It requests every log of that node from {server}."
            );
        }

        return code >= 500 && NoAddress().IsMatch(reason)
                ? new SourceFailureException(FailureKind.HostUnreachable, $"The API can't reach {kubelet}: {detail}.")
            : code == 400 ? new SourceFailureException(FailureKind.Other, $"There is no log: {detail}.")
            : null;
    }

    // Get "https://10.0.42.2:10250/containerLogs/kube-system/etcd-k8smaster2/etcd?timestamps=true": dial tcp 10.0.42.2:10250:
    // connect: connection refused
    [GeneratedRegex(
        "Get \"?https?://(?<server>[^/\"]+)/containerLogs/[^\" ]*\"?: (?<cause>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Request();

    [GeneratedRegex(
        "no preferred addresses found|does not have a host assigned|No agent available|error trying to reach|nodes \".*\" not found",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex NoAddress();
}
