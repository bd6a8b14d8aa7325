using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>An entry of the proposed inventory.</summary>
/// <param name="HaProxy">The HAProxy to watch; null if none was found.</param>
/// <param name="HasHaProxy">False only where the machine was read and has none.</param>
/// <param name="Notes">The comments above the entry.</param>
public sealed record ProposedNode(
    DiscoveredMachine Machine,
    DiscoveredHaProxy? HaProxy,
    bool HasHaProxy,
    ImmutableArray<SetupNote> Notes
)
{
    /// <summary>The entry's JSON on one line, without the values that all nodes share.</summary>
    internal string Json(SharedHaProxy shared) =>
        JsonText.Node(
            Machine.Name,
            Machine.Address,
            Machine.Role,
            ("Addresses", Machine.Addresses.IsEmpty ? null : JsonText.Of(Machine.Addresses)),
            ("HaProxy", HaProxyJson(shared))
        );

    private string? HaProxyJson(SharedHaProxy shared)
    {
        if (!HasHaProxy)
        {
            return JsonText.Object(("Enabled", JsonText.False));
        }

        (string Key, string? Json)[] own = HaProxy is null ? [] : [.. shared.Differing(HaProxy)];
        return own.Length == 0 ? null : JsonText.Object(own);
    }
}
