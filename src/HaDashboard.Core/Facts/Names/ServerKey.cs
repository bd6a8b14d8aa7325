namespace HaDashboard.Core.Facts.Names;

/// <summary>A server as one node's HAProxy sees it: what a person selects, and what a trend is kept of.</summary>
public readonly record struct ServerKey(NodeName Node, ProxyName Proxy, ServerName Server)
{
    /// <summary><c>proxy/server</c>, the spelling of the runtime API.</summary>
    public string Path => $"{Proxy}/{Server}";

    public override string ToString() => $"{Node}:{Path}";
}
