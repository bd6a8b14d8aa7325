using System.Globalization;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
            Condition: KubernetesTexts.VersionSkewCondition,
            Severities: [Severity.Warning],
            Impact: KubernetesTexts.VersionSkewImpact,
            Advice: KubernetesTexts.VersionSkewGeneralAdvice,
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
                KubernetesTexts.ApiServersDiffer(newest - oldest, oldest, newest),
                KubernetesTexts.UpgradeRemainingMasters,
                null
            );
        }

        foreach (var node in diagnosis.Snapshot.Kubernetes.Nodes.FreshValue?.Values ?? [])
        {
            if (Minor(node.KubeletVersion) is { } kubelet && Problem(node.Name, kubelet, oldest, newest) is { } problem)
            {
                yield return FindingOf(node.Name, problem);
            }
        }
    }

    private static Finding FindingOf(NodeName node, Message problem) =>
        new(Id, Severity.Warning, node, new KubeletSubject(), problem, KubernetesTexts.UpgradeMastersFirst, null);

    private static Message? Problem(NodeName node, int kubelet, int oldest, int newest) =>
        kubelet > oldest ? KubernetesTexts.KubeletTooNew(node, kubelet, oldest)
        : newest - kubelet > Supported(newest) ? KubernetesTexts.KubeletTooOld(node, kubelet, newest, Supported(newest))
        : null;

    private static int Supported(int apiServer) => apiServer >= 28 ? 3 : 2;

    private static int? Minor(string? version) =>
        version?.TrimStart('v').Split('.') is ["1", var minor, ..]
        && int.TryParse(minor.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
