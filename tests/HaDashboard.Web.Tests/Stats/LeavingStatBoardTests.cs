using Bunit;
using HaDashboard.Components.Stats;
using HaDashboard.Web.Tests.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

/// <summary>A user can leave the page before the board has loaded its settings from the browser.</summary>
public sealed class LeavingStatBoardTests : PageContext
{
    private readonly SlowBrowser _browser = new();

    public LeavingStatBoardTests() => Services.AddSingleton<IJSRuntime>(_browser);

    [Fact]
    public async Task LeftDuringTheImport_NothingFails_AndTheModuleIsReleased()
    {
        RenderBoard();

        await DisposeComponentsAsync();
        _browser.Import.SetResult();
        await SettleAsync();

        Assert.True(_browser.Module.IsDisposed);
        Assert.False(Renderer.UnhandledException.IsCompleted);
    }

    [Fact]
    public async Task LeftDuringTheFirstSetting_NothingFails()
    {
        RenderBoard();
        _browser.Import.SetResult();
        await SettleAsync();

        await DisposeComponentsAsync();
        _browser.Module.Load.SetResult();
        await SettleAsync();

        Assert.True(_browser.Module.IsDisposed);
        Assert.False(Renderer.UnhandledException.IsCompleted);
    }

    // The board continues on the renderer's dispatcher, which runs one work item after the other.
    private Task SettleAsync() => Renderer.Dispatcher.InvokeAsync(() => { });

    private void RenderBoard()
    {
        var node = Rows.Node(Rows.Reading("tcp", Rows.Server("master1")));
        Render<StatBoard>(parameters =>
            parameters.Add(board => board.Nodes, [node]).Add(board => board.Node, node.Name)
        );
    }

    private sealed class SlowBrowser : IJSRuntime
    {
        public TaskCompletionSource Import { get; } = new();

        public SlowModule Module { get; } = new();

        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) =>
            InvokeAsync<T>(identifier, default, args);

        public async ValueTask<T> InvokeAsync<T>(
            string identifier,
            CancellationToken cancellationToken,
            object?[]? args
        )
        {
            if (identifier is not "import")
            {
                return default!;
            }

            await Import.Task;
            return (T)(object)Module;
        }
    }

    private sealed class SlowModule : IJSObjectReference
    {
        public TaskCompletionSource Load { get; } = new();

        public bool IsDisposed { get; private set; }

        public ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args) =>
            InvokeAsync<T>(identifier, default, args);

        public async ValueTask<T> InvokeAsync<T>(
            string identifier,
            CancellationToken cancellationToken,
            object?[]? args
        )
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            await Load.Task;
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return default!;
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
