using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>One new connection through a node's own load balancer.</summary>
/// <param name="AnsweredBy">The master whose certificate was shown, where that can be told.</param>
public sealed record EndpointAttempt(bool Ok, int? Status, TimeSpan Latency, string? Error, NodeName? AnsweredBy);

/// <summary>What everything on a node goes through to reach the API: its 127.0.0.1:5443. Several connections a round, for a balanced third may fail.</summary>
public sealed record LocalEndpointProbe(ImmutableArray<EndpointAttempt> Attempts, ServerIdentity Identity)
{
    public int Succeeded => Attempts.Count(attempt => attempt.Ok);

    public int Failed => Attempts.Length - Succeeded;

    public bool IsWell => Failed == 0 && !Attempts.IsEmpty;

    public bool Equals(LocalEndpointProbe? other) =>
        other is not null && Identity == other.Identity && Attempts.SequenceEqual(other.Attempts);

    public override int GetHashCode() => HashCode.Combine(Identity, Attempts.Length);
}
