using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Adapters.HaProxy;

/// <summary>One <c>show stat</c>, read.</summary>
/// <param name="MayBeStopping">No rows at all, or a frontend says STOP: what a worker shows that a reload has just replaced.</param>
internal sealed record StatTable(StatColumns Columns, ImmutableArray<Proxy> Proxies, bool MayBeStopping);
