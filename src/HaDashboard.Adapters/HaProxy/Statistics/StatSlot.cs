using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>A row of a reply, and the entity created from it.</summary>
/// <param name="Id">Names do not identify rows: a server may be named BACKEND.</param>
/// <param name="Value">
/// A <see cref="Frontend"/>, <see cref="Backend"/>, <see cref="Server"/> or <see cref="Listener"/>; null for an unknown row type.
/// </param>
internal readonly record struct StatSlot(RowId Id, ProxyName Proxy, StatRow Row, object? Value);

/// <summary>HAProxy's identifiers of a row: <c>iid</c>, <c>type</c>, <c>sid</c>.</summary>
internal readonly record struct RowId(int Proxy, int Type, int Row)
{
    internal const int FrontendType = 0;
    internal const int BackendType = 1;
    internal const int ServerType = 2;
    internal const int ListenerType = 3;
}
