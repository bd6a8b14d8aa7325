using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>The result of one new connection through a node's own load balancer.</summary>
/// <param name="AnsweredBy">The master whose certificate the connection received; null if the certificate does not identify one.</param>
public sealed record EndpointAttempt(bool Ok, int? Status, TimeSpan Latency, Message? Error, NodeName? AnsweredBy);

/// <summary>
/// The state of the address through which all clients on a node reach the API: its 127.0.0.1:5443. A round makes several connections,
/// because the load balancer may send only one of three to a failed server.
/// </summary>
public sealed record LocalEndpointProbe(ImmutableArray<EndpointAttempt> Attempts, ServerIdentity Identity)
{
    public int Succeeded => Attempts.Count(attempt => attempt.Ok);

    public int Failed => Attempts.Length - Succeeded;

    public bool IsHealthy => Failed == 0 && !Attempts.IsEmpty;

    public bool Equals(LocalEndpointProbe? other) =>
        other is not null && Identity == other.Identity && Attempts.SequenceEqual(other.Attempts);

    public override int GetHashCode() => HashCode.Combine(Identity, Attempts.Length);
}
