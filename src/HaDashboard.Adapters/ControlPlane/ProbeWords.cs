using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>How <c>--check</c> words what a probe found.</summary>
internal static class ProbeWords
{
    internal static string Of(HealthAnswer health) =>
        health.Ok switch
        {
            true => "yes",
            false => "no",
            _ => "not told",
        };

    internal static string Of(ServerIdentity identity) =>
        identity switch
        {
            ServerIdentity.Verified => "verified",
            ServerIdentity.Inspected => "not verified",
            _ => "without TLS",
        };
}
