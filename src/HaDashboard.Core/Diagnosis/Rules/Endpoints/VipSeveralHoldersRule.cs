using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.Hosts;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>A virtual address that several machines have at once, because they do not hear each other's VRRP advertisements.</summary>
public sealed class VipSeveralHoldersRule : IRule
{
    public static RuleId Id { get; } = new("vip.several-holders");

    public RuleDescription Description { get; } =
        new(
            Id,
            Order: 34,
            Condition: EndpointTexts.VipSeveralHoldersCondition,
            Severities: [Severity.Critical],
            Impact: EndpointTexts.VipSeveralHoldersImpact,
            Advice: EndpointTexts.VipSeveralHoldersGeneralAdvice,
            Sources: [SourceKind.NodeAddresses]
        );

    public ImmutableArray<Explanation> ExplainedBy { get; } = [Explanation.Always(PartitionRule.Id)];

    public IEnumerable<Finding> Assess(ClusterDiagnosis diagnosis)
    {
        var endpoint = diagnosis.Endpoints;
        if (!endpoint.HasSeveralHolders || endpoint.VirtualAddress is not { } address)
        {
            yield break;
        }

        var machines = string.Join(", ", endpoint.Holders);
        yield return new Finding(
            Id,
            Severity.Critical,
            null,
            new VirtualAddressSubject(address),
            EndpointTexts.SeveralHolders(address, endpoint.Holders.Length, machines),
            EndpointTexts.SeveralHoldersAdvice(machines),
            endpoint.HoldersSince
        )
        {
            Evidence = [.. HolderEvidence.Of(diagnosis.Snapshot, endpoint.Holders)],
        };
    }
}
