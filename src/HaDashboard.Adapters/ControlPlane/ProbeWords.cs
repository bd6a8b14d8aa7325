using HaDashboard.Core.Facts.ControlPlane;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>The words that <c>--check</c> uses for the result of a probe.</summary>
internal static class ProbeWords
{
    internal static string Of(HealthAnswer health) =>
        health.Ok switch
        {
            true => "yes",
            false => "no",
            _ => "no data",
        };

    internal static string Of(ServerIdentity identity) =>
        identity switch
        {
            ServerIdentity.Verified => "verified",
            ServerIdentity.Inspected => "not verified",
            _ => "without TLS",
        };

    internal static string Of(ComponentAddress address)
    {
        var origin = address.Origin switch
        {
            AddressOrigin.Configured => "configured",
            AddressOrigin.Flag => "from its flags",
            _ => "assumed",
        };
        return $"at {address.Authority} ({origin})";
    }
}
