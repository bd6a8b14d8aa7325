using HaDashboard.Core.Inventory;
using HaDashboard.Core.Observations;
using HaDashboard.Core.Snapshots;
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

    /// <summary>Offers and waits until it can be seen; time goes on by what the store's pace costs.</summary>
    internal async Task<ClusterView> PublishAsync(params IEnumerable<Observation> observations)
    {
        Time.Advance(ClusterStore.PublishInterval);
        Offer(observations);
        return await NextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _views.DisposeAsync();
        await Store.StopAsync(CancellationToken.None);
        Store.Dispose();
    }
}
