namespace HaDashboard.Core.Facts.Names;

/// <summary>Identifies one server of the HAProxy on one node. It is the key of selections and of trends.</summary>
public readonly record struct ServerKey(NodeName Node, ProxyName Proxy, ServerName Server)
{
    /// <summary><c>proxy/server</c>, as the runtime API spells it.</summary>
    public string Path => $"{Proxy}/{Server}";

    public override string ToString() => $"{Node}:{Path}";
}
