using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A complete HTTP answer.</summary>
/// <param name="Date">The time in the Date header, in whole seconds; null where the header is missing.</param>
internal sealed record NodeAnswer(
    int Status,
    byte[] Body,
    TimeSpan Elapsed,
    ServerIdentity Identity,
    DateTimeOffset? Date = null
);
