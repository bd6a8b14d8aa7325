using System.Collections.Immutable;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Endpoints;

/// <summary>The result of a node's own attempts to reach the endpoint.</summary>
public sealed record EndpointOfNode(NodeState Node, EndpointAnswer Answer);

/// <summary>
/// The address through which clients reach the API: from where it answers, and which machine holds it. It is the shared endpoint, or the
/// local one of each node where clients use that.
/// </summary>
public sealed class EndpointView
{
    private EndpointView(ClusterSnapshot snapshot)
    {
        Endpoints = ApiEndpoints.Of(snapshot);
        IsLocalFound = !Endpoints.IsLocalAssumed || snapshot.Nodes.Any(HasAnsweredLocally);
        Nodes = [.. snapshot.Nodes.Where(IsTriedFrom).Select(node => new EndpointOfNode(node, AnswerOf(node)))];
        IsNamedByKubeadm =
            ApiEndpoints.OfKubeadm(snapshot.Kubernetes.Kubeadm.Value?.ControlPlaneEndpoint) is { } named
            && HostPort == Facts.Names.HostPort.Of(named);
        FromHere = IsShared ? snapshot.Kubernetes.EndpointFromHere.Answer() : EndpointAnswer.NotObserved;
        LosingConnections = Nodes.Count(one => ProbeOf(one.Node).FreshValue is { Succeeded: > 0, Failed: > 0 });
        UnreachableSince = snapshot.Onsets.Endpoint.UnreachableSince;
        if (Endpoints.SharedIp is not { } address)
        {
            return;
        }

        var readings = AddressReadings.Of(snapshot, address);
        var known = snapshot.Onsets.Endpoint.Holders;
        VirtualAddress = address;
        Holders = [.. readings.Holders.Select(node => node.Name)];
        HolderCandidates = [.. readings.Candidates.Select(node => node.Name)];
        AreCandidatesObserved = readings.AreCandidatesObserved;
        HasSeveralHolders = Holders.Length > 1 && known?.Nodes is { Length: > 1 };
        IsOnNoCandidate = Holders.IsEmpty && AreCandidatesObserved && known?.Nodes is { IsEmpty: true };
        HoldersSince = known?.Since;
    }

    /// <summary>Where the addresses are known from.</summary>
    public ApiEndpoints Endpoints { get; }

    /// <summary>The address that clients use; null where none is known.</summary>
    public Uri? Address => Endpoints.Shared ?? (IsLocalFound ? Endpoints.Local : null);

    /// <summary>Host and port of <see cref="Address"/>.</summary>
    public HostPort? HostPort => Address is { } address ? Facts.Names.HostPort.Of(address) : null;

    /// <summary>All clients use the same address, and not one on their own node.</summary>
    public bool IsShared => Endpoints.Shared is not null;

    /// <summary>
    /// False where the local endpoint is only assumed and no process has accepted a connection there: then nothing shows that clients
    /// use it.
    /// </summary>
    public bool IsLocalFound { get; }

    /// <summary>It is the controlPlaneEndpoint of kubeadm.</summary>
    public bool IsNamedByKubeadm { get; }

    /// <summary>The nodes that try the address, in the order of the inventory.</summary>
    public ImmutableArray<EndpointOfNode> Nodes { get; }

    /// <summary>From the dashboard's host; never observed for a local endpoint.</summary>
    public EndpointAnswer FromHere { get; }

    /// <summary>The endpoint's host where it is an IP address that all clients share; null otherwise.</summary>
    public string? VirtualAddress { get; }

    /// <summary>The watched machines that have the virtual address according to their current readings.</summary>
    public ImmutableArray<NodeName> Holders { get; } = [];

    /// <summary>The watched machines that may hold the virtual address.</summary>
    public ImmutableArray<NodeName> HolderCandidates { get; } = [];

    /// <summary>The current addresses of every machine that may hold the virtual address are known.</summary>
    public bool AreCandidatesObserved { get; }

    /// <summary>The current readings show who holds the virtual address, or that no watched machine does.</summary>
    public bool AreHoldersObserved => VirtualAddress is not null && (!Holders.IsEmpty || AreCandidatesObserved);

    /// <summary>No place reaches the address, and at least one node tries it.</summary>
    public bool IsUnreachable => Count(EndpointAnswer.Failed) > 0 && !AnswersAnywhere;

    /// <summary>Some nodes reach the address, or only the dashboard's host does; others do not.</summary>
    public bool IsPartlyUnreachable => Count(EndpointAnswer.Failed) > 0 && AnswersAnywhere;

    /// <summary>
    /// The number of nodes that get an answer on some connections only: a load balancer sends the others to a server that fails.
    /// </summary>
    public int LosingConnections { get; }

    /// <summary>Nodes reach the address, or none tries it; the dashboard's host does not.</summary>
    public bool IsUnreachableFromHereOnly => FromHere is EndpointAnswer.Failed && Count(EndpointAnswer.Failed) == 0;

    /// <summary>Null where no place tries it.</summary>
    public bool? IsReachable =>
        AnswersAnywhere ? true
        : Count(EndpointAnswer.Failed) > 0 || FromHere is EndpointAnswer.Failed ? false
        : null;

    /// <summary>
    /// No machine that may hold the virtual address has it, and no place reaches it. An address that is on no watched machine and answers
    /// belongs to an external load balancer.
    /// </summary>
    public bool IsHeldByNobody => IsOnNoCandidate && IsUnreachable;

    /// <summary>Several machines have the virtual address at the same time.</summary>
    public bool HasSeveralHolders { get; }

    /// <summary>When the holders became these; null where they were so from the start.</summary>
    public DateTimeOffset? HoldersSince { get; }

    /// <summary>Since when no place reaches the shared endpoint.</summary>
    public DateTimeOffset? UnreachableSince { get; }

    private bool IsOnNoCandidate { get; }

    private bool AnswersAnywhere => FromHere is EndpointAnswer.Answered || Count(EndpointAnswer.Answered) > 0;

    public static EndpointView Of(ClusterSnapshot snapshot) => new(snapshot);

    public int Count(EndpointAnswer answer)
    {
        var count = 0;
        foreach (var node in Nodes)
        {
            count += node.Answer == answer ? 1 : 0;
        }

        return count;
    }

    /// <summary>Of names of the API, those that clients use: where they share an endpoint, none connects to a loopback address.</summary>
    internal ImmutableArray<string> UsedNames(ImmutableArray<string> names) =>
        IsShared ? [.. names.Where(name => Facts.Names.HostPort.Parse(name) is not { IsLoopback: true })] : names;

    // A port that accepts connections is an endpoint even while no server answers behind it.
    private static bool HasAnsweredLocally(NodeState node) =>
        node.LocalEndpoint.Value is not null || node.LocalEndpoint.IsKnownDown(FailureKind.PortSilent);

    private bool IsTriedFrom(NodeState node) =>
        Endpoints.Shared is not null
            ? node.Config.Has(SourceCatalogue.Endpoint)
            : Endpoints.Local is not null && IsLocalFound && node.Config.Has(SourceCatalogue.LocalEndpoint);

    private EndpointAnswer AnswerOf(NodeState node) => ProbeOf(node).Answer();

    private Slice<EndpointProbe> ProbeOf(NodeState node) => IsShared ? node.Endpoint : node.LocalEndpoint;
}
