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
        object node = log.Node is { } known ? known : KubernetesAdapterTexts.ItsNode;
        var detail = Printable.Excerpt(reason, LongestReason).TrimEnd('.');
        if (reason.Contains("previous terminated container", StringComparison.Ordinal))
        {
            return new SourceFailureException(
                FailureKind.Other,
                KubernetesAdapterTexts.NoPreviousLog(
                    Printable.Excerpt(log.Container, 253),
                    Printable.Excerpt(log.Pod, 253)
                )
            );
        }

        if (reason.Contains("subresource=proxy", StringComparison.Ordinal) && code == 403)
        {
            return new SourceFailureException(
                FailureKind.Forbidden,
                KubernetesAdapterTexts.KubeletForbidden(node, detail)
            );
        }

        if (code >= 500 && Request().Match(reason) is { Success: true } request)
        {
            var cause = Printable.Excerpt(request.Groups["cause"].Value, LongestReason).TrimEnd('.');
            var server = Printable.Excerpt(request.Groups["server"].Value, 80);
            return new SourceFailureException(
                FailureKind.HostUnreachable,
                KubernetesAdapterTexts.KubeletUnreachableAt(node, cause, server)
            );
        }

        return code >= 500 && NoAddress().IsMatch(reason)
                ? new SourceFailureException(
                    FailureKind.HostUnreachable,
                    KubernetesAdapterTexts.KubeletUnreachable(node, detail)
                )
            : code == 400 ? new SourceFailureException(FailureKind.Other, KubernetesAdapterTexts.NoLog(detail))
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
