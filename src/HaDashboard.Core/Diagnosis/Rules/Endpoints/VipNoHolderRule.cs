using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>A virtual address that no machine has: no client reaches the API, although every process is healthy.</summary>
public sealed class VipNoHolderRule : IRule
{
    public static RuleId Id { get; } = new("vip.no-holder");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 32,
            Condition: EndpointTexts.VipNoHolderCondition,
            Severities: [Severity.Critical],
            Impact: EndpointTexts.VipNoHolderImpact,
            Advice: EndpointTexts.VipNoHolderGeneralAdvice,
            Sources: [SourceKind.NodeAddresses, SourceKind.Endpoint, SourceKind.EndpointFromHere]
        );

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var endpoint = diagnosis.Endpoints;
        if (!endpoint.IsHeldByNobody || endpoint.VirtualAddress is not { } address)
        {
            yield break;
        }

        var machines = string.Join(", ", endpoint.HolderCandidates);
        yield return new Finding(
            Id,
            Severity.Critical,
            null,
            new VirtualAddressSubject(address),
            EndpointTexts.NoHolder(address, machines),
            EndpointTexts.NoHolderAdvice(machines),
            endpoint.HoldersSince ?? endpoint.UnreachableSince
        )
        {
            Evidence =
            [
                .. HolderEvidence.Of(diagnosis.Snapshot, endpoint.HolderCandidates),
                .. EndpointEvidence.Of(diagnosis),
            ],
        };
    }
}
