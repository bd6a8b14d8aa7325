using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Facts.Onsets;

/// <summary>Which machines hold the virtual address of the API. Machines are read one after the other: this changes only when their
/// readings overlap in time, so that a move is not reported as an address that nobody holds, or that two machines hold.</summary>
/// <param name="Address">The virtual address.</param>
public sealed record AddressHolders(string Address)
{
    /// <summary>By machine: the span of its last readings with the same result.</summary>
    public ImmutableDictionary<NodeName, HoldingSpan> Spans { get; init; } =
        ImmutableDictionary<NodeName, HoldingSpan>.Empty;

    /// <summary>In the order of the inventory; null until the readings are sufficient.</summary>
    public ImmutableArray<NodeName>? Nodes { get; init; }

    /// <summary>When <see cref="Nodes"/> became so; null where it was so at the first readings.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>Whether a machine has the address in each of its readings since a time.</summary>
public readonly record struct HoldingSpan(bool Holds, DateTimeOffset Since);
