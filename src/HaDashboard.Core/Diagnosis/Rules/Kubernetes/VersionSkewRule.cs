using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Kubernetes;

/// <summary>
/// A kubelet may not be newer than the apiservers, nor far older; apiservers may not be more than one minor version apart.
/// </summary>
public sealed class VersionSkewRule : IRule
{
    public static RuleId Id { get; } = new("k8s.version-skew");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 410,
            Condition: "versions of kubelets and apiservers are further apart than is supported",
            Severities: [Severity.Warning],
            Impact: "What is not supported breaks without warning.",
            Advice: "upgrade the masters first, then the nodes",
            Sources: [SourceKind.ApiServer, SourceKind.KubernetesNodes]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var servers = diagnosis
            .Snapshot.Nodes.Select(node => Minor(node.ApiServer.FreshValue?.Version))
            .OfType<int>()
            .ToArray();
        if (servers.Length == 0)
        {
            yield break;
        }

        var (oldest, newest) = (servers.Min(), servers.Max());
        if (newest - oldest > 1)
        {
            yield return new Finding(
                Id,
                Severity.Warning,
                null,
                new ComponentSubject(ControlPlaneComponent.ApiServer),
                $"The apiservers differ by {newest - oldest} minor versions (1.{oldest} to 1.{newest}); one is the most that is supported.",
                "Finish the upgrade of the masters, one minor version at a time.",
                null
            );
        }

        foreach (var node in diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.Values ?? [])
        {
            if (Minor(node.KubeletVersion) is { } kubelet && Problem(kubelet, oldest, newest) is { } problem)
            {
                yield return FindingOf(node.Name, kubelet, problem);
            }
        }
    }

    private static Finding FindingOf(NodeName node, int kubelet, string problem) =>
        new(
            Id,
            Severity.Warning,
            node,
            new KubeletSubject(),
            $"The kubelet of {node} (1.{kubelet}) is {problem}.",
            "Upgrade the masters first, then the nodes.",
            null
        );

    private static string? Problem(int kubelet, int oldest, int newest) =>
        kubelet > oldest ? $"newer than an apiserver (1.{oldest})"
        : newest - kubelet > Supported(newest)
            ? $"too old for an apiserver (1.{newest}): {Supported(newest)} minor versions are supported"
        : null;

    private static int Supported(int apiServer) => apiServer >= 28 ? 3 : 2;

    private static int? Minor(string? version) =>
        version?.TrimStart('v').Split('.') is ["1", var minor, ..]
        && int.TryParse(minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
