namespace HaDashboard.Core.Facts.Kubernetes;

public enum NodeAddressType
{
    InternalIp,
    ExternalIp,
    Hostname,
    InternalDns,
}

/// <summary>One entry of a node's <c>status.addresses</c>.</summary>
public sealed record NodeAddress(NodeAddressType Type, string Address);
