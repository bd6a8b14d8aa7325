namespace HaDashboard.Core.Facts.ControlPlane;

/// <summary>How the address of a component is known.</summary>
public enum AddressOrigin
{
    /// <summary>It is in the dashboard's configuration.</summary>
    Configured,

    /// <summary>It follows from the command line of the component's static pod.</summary>
    Flag,

    /// <summary>Nothing says that the component listens there: it is a default. A closed port there proves nothing.</summary>
    Assumed,
}

/// <summary>An address at which a control-plane component of a node may listen, as the node itself connects to it.</summary>
public sealed record ComponentAddress(Uri Url, AddressOrigin Origin)
{
    /// <summary>Host and port, with brackets around an IPv6 address.</summary>
    public string Authority => $"{Url.Host}:{Url.Port}";

    public bool IsAssumed => Origin is AddressOrigin.Assumed;
}
