using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.ControlPlane;

/// <summary>
/// A certificate that lacks a name that clients connect to: clients that verify it reject this server, and only this one.
/// </summary>
public sealed class SanMissingRule : IRule
{
    public static RuleId Id { get; } = new("kubeadm.san-missing");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 360,
            Condition: ControlPlaneTexts.SanMissingCondition,
            Severities: [Severity.Warning],
            Impact: ControlPlaneTexts.SanMissingImpact,
            Advice: ControlPlaneTexts.SanMissingGeneralAdvice,
            Sources: [SourceKind.Certificates]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis) =>
        from node in diagnosis.Snapshot.Nodes
        from certificate in node.Certificates.Value?.All ?? []
        let missing = diagnosis.Endpoints.UsedNames(certificate.Missing)
        where !missing.IsEmpty
        select FindingOf(node, certificate, missing);

    private static Finding FindingOf(NodeState node, ServingCertificate certificate, ImmutableArray<string> missing)
    {
        var names = string.Join(", ", missing);
        return new Finding(
            Id,
            Severity.Warning,
            node.Name,
            new CertificateSubject(certificate.Owner),
            ControlPlaneTexts.SanMissing(certificate.Owner, node.Name, names),
            ControlPlaneTexts.SanMissingAdvice(names, node.Name),
            node.Certificates.ObservedAt
        );
    }
}
