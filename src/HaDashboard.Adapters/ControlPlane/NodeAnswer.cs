using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A whole HTTP answer.</summary>
/// <param name="Date">When it says that it answered, in whole seconds; null where it does not.</param>
internal sealed record NodeAnswer(
    int Status,
    byte[] Body,
    TimeSpan Elapsed,
    ServerIdentity Identity,
    DateTimeOffset? Date = null
);
