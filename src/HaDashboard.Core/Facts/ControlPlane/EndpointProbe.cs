using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The result of one new connection through a node's own load balancer.</summary>
/// <param name="AnsweredBy">The master whose certificate the connection received; null if the certificate does not identify one.</param>
public sealed record EndpointAttempt(bool Ok, int? Status, TimeSpan Latency, Message? Error, NodeName? AnsweredBy);

/// <summary>
/// The state of an address through which clients reach the API: a node's own 127.0.0.1:5443, or a virtual address. A round makes several
/// connections, because the load balancer may send only one of three to a failed server.
/// </summary>
public sealed record EndpointProbe(ImmutableArray<EndpointAttempt> Attempts, ServerIdentity Identity)
{
    /// <summary>The host and port that were tried; null where the reading does not say.</summary>
    public string? Address { get; init; }

    public int Succeeded => Attempts.Count(attempt => attempt.Ok);

    public int Failed => Attempts.Length - Succeeded;

    public bool IsHealthy => Failed == 0 && !Attempts.IsEmpty;

    public bool Equals(EndpointProbe? other) =>
        other is not null
        && Identity == other.Identity
        && string.Equals(Address, other.Address, StringComparison.Ordinal)
        && Attempts.SequenceEqual(other.Attempts);

    public override int GetHashCode() => HashCode.Combine(Identity, Attempts.Length);
}
