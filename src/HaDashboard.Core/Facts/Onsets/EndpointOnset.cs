namespace HaDashboard.Core.Facts.Onsets;

/// <summary>When the states of the endpoint that all clients use began.</summary>
/// <param name="Holders">null where the endpoint is no IP address, or where no machine's addresses are read.</param>
/// <param name="UnreachableSince">Since when no place reaches it; null where one does, or where no place tries it.</param>
public sealed record EndpointOnset(AddressHolders? Holders, DateTimeOffset? UnreachableSince)
{
    public static EndpointOnset None { get; } = new(null, null);
}
