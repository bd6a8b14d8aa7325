using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Endpoints;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Api.Documents;

/// <summary>The address through which clients reach the API.</summary>
/// <param name="Address">Host and port; null where none is known.</param>
/// <param name="Reachable">Whether any node or the dashboard's host reaches it; null where none tries it.</param>
/// <param name="Holders">
/// The machines that have the virtual address; null where the endpoint is no IP address, or where their addresses are not observed.
/// </param>
/// <param name="FromNodes">How many nodes reach it.</param>
/// <param name="FromHere">Whether the dashboard's host reaches it; null where it does not try.</param>
public sealed record ApiEndpointDocument(
    string? Address,
    bool? Reachable,
    ImmutableArray<string>? Holders,
    ApiEndpointNodesDocument FromNodes,
    bool? FromHere
)
{
    internal static ApiEndpointDocument Of(EndpointView endpoint) =>
        new(
            endpoint.HostPort?.ToString(),
            endpoint.IsReachable,
            endpoint.AreHoldersObserved ? [.. endpoint.Holders.Select(holder => holder.Value)] : null,
            new ApiEndpointNodesDocument(
                endpoint.Count(EndpointAnswer.Answered),
                endpoint.Count(EndpointAnswer.Failed),
                endpoint.Count(EndpointAnswer.NotObserved)
            ),
            endpoint.FromHere switch
            {
                EndpointAnswer.Answered => true,
                EndpointAnswer.Failed => false,
                _ => null,
            }
        );
}

/// <param name="Ok">Nodes that reach the endpoint.</param>
/// <param name="Failed">Nodes that do not.</param>
/// <param name="Unknown">Nodes that do not try it, or whose attempts are not observed.</param>
public sealed record ApiEndpointNodesDocument(int Ok, int Failed, int Unknown);
