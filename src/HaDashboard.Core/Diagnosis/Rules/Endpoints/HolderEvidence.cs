using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Rules.Endpoints;

/// <summary>The addresses that machines have, as evidence.</summary>
internal static class HolderEvidence
{
    private const int MostMachines = 8;
    private const int MostAddresses = 12;

    internal static IEnumerable<Evidence> Of(ClusterSnapshot snapshot, IEnumerable<NodeName> machines) =>
        from name in machines.Take(MostMachines)
        let all = snapshot.Node(name)?.Addresses.Value?.All ?? []
        select new Evidence(
            EndpointTexts.AddressesOf(name, string.Join(", ", all.Take(MostAddresses))),
            new SourceId(SourceKind.NodeAddresses, name)
        );
}
