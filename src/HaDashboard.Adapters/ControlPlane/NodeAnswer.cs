using HaDashboard.Core.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>A whole HTTP answer.</summary>
internal sealed record NodeAnswer(int Status, byte[] Body, TimeSpan Elapsed, ServerIdentity Identity);
