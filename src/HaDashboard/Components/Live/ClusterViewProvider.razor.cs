using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Live;

public sealed partial class ClusterViewProvider : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ClusterView? _view;
    private Task _watching = Task.CompletedTask;

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    [Inject]
    private IClusterFeed Feed { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    protected override void OnInitialized()
    {
        _view = Feed.Current;
        _watching = WatchAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var view in Feed.WatchAsync(_stop.Token))
            {
                await InvokeAsync(() =>
                {
                    _view = view;
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the user left the page
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            // the circuit ended during an update
        }
    }
}
