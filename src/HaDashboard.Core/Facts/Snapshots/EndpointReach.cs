using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Facts.Snapshots;

/// <summary>The result of the last attempts to reach an address of the API from one place.</summary>
public enum EndpointAnswer
{
    /// <summary>There is no current attempt, or the attempt could not leave the place.</summary>
    NotObserved,

    /// <summary>At least one connection got an answer.</summary>
    Answered,

    /// <summary>No connection got an answer.</summary>
    Failed,
}

/// <summary>Whether an address of the API is reachable, as the probes of all places show it.</summary>
public static class EndpointReach
{
    public static EndpointAnswer Answer(this Slice<EndpointProbe> slice) =>
        slice switch
        {
            { FreshValue.Succeeded: > 0 } => EndpointAnswer.Answered,
            { FreshValue: not null } => EndpointAnswer.Failed,
            // Without a route to the address, or without its name in DNS, a client on the node does not reach it either.
            _ when slice.IsKnownDown() || slice.IsKnownDown(FailureKind.TargetUnreachable) => EndpointAnswer.Failed,
            _ => EndpointAnswer.NotObserved,
        };

    /// <summary>Whether any place reaches the shared endpoint; null where no place tries it.</summary>
    internal static bool? IsSharedReachable(ClusterSnapshot snapshot)
    {
        var answer = snapshot.Kubernetes.EndpointFromHere.Answer();
        bool? reachable = answer is EndpointAnswer.Answered ? true : null;
        foreach (var node in snapshot.Nodes)
        {
            reachable = node.Endpoint.Answer() switch
            {
                EndpointAnswer.Answered => true,
                EndpointAnswer.Failed => reachable ?? false,
                _ => reachable,
            };
        }

        return reachable;
    }
}
