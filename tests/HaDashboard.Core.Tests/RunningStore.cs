using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Views;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaDashboard.Core.Tests;

/// <summary>The real store on stepped time, with one subscriber: the test.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ClusterView> _views;

    private RunningStore(ClusterInventory inventory)
    {
        Store = new ClusterStore(inventory, Time, NullLogger<ClusterStore>.Instance);
        _views = Store.WatchAsync(Patience.Token).GetAsyncEnumerator(TestContextToken);
    }

    internal SteppedTime Time { get; } = new();

    internal ClusterStore Store { get; }

    private static CancellationToken TestContextToken => Xunit.TestContext.Current.CancellationToken;

    internal static async Task<RunningStore> StartAsync(ClusterInventory? inventory = null)
    {
        var running = new RunningStore(inventory ?? Scenario.InventoryOf());
        await running.Store.StartAsync(TestContextToken);
        await running.NextAsync();
        return running;
    }

    internal void Offer(params IEnumerable<Observation> observations)
    {
        foreach (var observation in observations)
        {
            Store.Offer(observation);
        }
    }

    internal async Task<ClusterView> NextAsync()
    {
        Xunit.Assert.True(await _views.MoveNextAsync());
        return _views.Current;
    }

    /// <summary>
    /// The first view that shows it; time goes on by what the store's pace costs, and again if the store begins to wait only after that step.
    /// </summary>
    internal async Task<ClusterView> NextAsync(Func<ClusterView, bool> shows)
    {
        while (!shows(_views.Current))
        {
            var next = NextAsync();
            await Time.PassUntilAsync(next, ClusterStore.PublishInterval);
            await next;
        }

        return _views.Current;
    }

    /// <summary>Offers, and waits for the view that shows it.</summary>
    internal async Task<ClusterView> PublishAsync(Observation observation)
    {
        Offer(observation);
        return await NextAsync(view => Shows(view, observation));
    }

    private static bool Shows(ClusterView view, Observation observation) =>
        observation switch
        {
            SourceObserved<HaProxyReading> o => ReferenceEquals(
                view.Snapshot.Node(o.Node!)!.HaProxy.FreshValue,
                o.Value
            ),
            SourceFailed { Source.Node: { } node } => view.Snapshot.Node(node)!.HaProxy.Failure is not null,
            Listed<Node> => view.Snapshot.Kubernetes.Nodes.Value is not null,
            _ => throw new ArgumentOutOfRangeException(nameof(observation)),
        };

    public async ValueTask DisposeAsync()
    {
        await _views.DisposeAsync();
        await Store.StopAsync(CancellationToken.None);
        Store.Dispose();
    }
}
