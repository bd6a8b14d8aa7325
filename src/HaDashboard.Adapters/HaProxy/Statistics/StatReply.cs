using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Adapters.HaProxy.Statistics;

/// <summary>A parsed <c>show stat</c> reply.</summary>
/// <param name="MayBeStopping">
/// There are no rows, or a frontend has the status STOP: the reply may come from a worker that a reload has replaced.
/// </param>
internal sealed record StatReply(StatColumns Columns, ImmutableArray<Proxy> Proxies, bool MayBeStopping)
{
    /// <summary>
    /// True if a reload has replaced the worker, although <c>show info</c> does not show it: 1.8 does not report <c>Stopping</c>, and lists
    /// no proxy any more.
    /// </summary>
    internal bool IsOfReplacedWorker(ProcessInfo process) => Proxies.IsEmpty && process.Text("Stopping") is null;
}
