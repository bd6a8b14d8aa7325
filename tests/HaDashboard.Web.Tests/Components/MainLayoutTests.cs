using Bunit;
using HaDashboard.Components.Layout;
using HaDashboard.Core.Tests;
using HaDashboard.Core.Views;
using HaDashboard.Demo;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class MainLayoutTests : PageContext
{
    private readonly RenderLog _log = new();

    public MainLayoutTests()
    {
        Services.AddSingleton(new DemoState(null));
        Services.AddSingleton(_log);
    }

    [Fact]
    public async Task PageThatThrows_NewViews_DoNotRenderItAgain()
    {
        var (root, layout) = Layout();
        Assert.Equal(1, _log.Renders);

        await ShowAsync(root, revision: 2);
        await ShowAsync(root, revision: 3);

        Assert.Equal(3, layout.Instance.View.Revision); // the layout itself got the views
        Assert.Equal(1, _log.Renders);
        Assert.Single(layout.FindAll("[data-testid=page-failed]"));
    }

    [Fact]
    public void PageThatThrows_Navigation_ShowsTheNextPage()
    {
        var (_, layout) = Layout();
        _log.Throws = false;

        Services.GetRequiredService<NavigationManager>().NavigateTo("/pods");

        layout.WaitForElement("[data-testid=works]");
        Assert.Equal(2, _log.Renders);
        Assert.Empty(layout.FindAll("[data-testid=page-failed]"));
    }

    [Fact]
    public async Task PageThatThrows_TryAgain_RendersItOnce()
    {
        var (_, layout) = Layout();
        _log.Throws = false;

        await layout.Find("[data-testid=page-failed] button").ClickAsync(new());

        Assert.Equal(2, _log.Renders);
        Assert.Single(layout.FindAll("[data-testid=works]"));
    }

    [Fact]
    public async Task DisposedLayout_Navigation_RendersNothing()
    {
        Layout();
        await DisposeComponentsAsync();

        Services.GetRequiredService<NavigationManager>().NavigateTo("/pods");

        Assert.Equal(1, _log.Renders);
    }

    private (IRenderedComponent<LiveRoot> Root, IRenderedComponent<MainLayout> Layout) Layout()
    {
        var root = Render<LiveRoot>(builder => builder.Add(live => live.View, View(Scenario.Whole())));
        return (root, root.FindComponent<MainLayout>());
    }

    private static Task ShowAsync(IRenderedComponent<LiveRoot> root, long revision) =>
        root.InvokeAsync(() => root.Instance.Show(View(Scenario.Whole(), revision)));

    /// <summary>Counts how often the page was rendered.</summary>
    private sealed class RenderLog
    {
        public int Renders { get; set; }

        public bool Throws { get; set; } = true;
    }

    /// <summary>Cascades a view that changes, as ClusterViewProvider does, over the layout with a page in it.</summary>
    private sealed class LiveRoot : ComponentBase
    {
        // One instance, as the router passes it: a new body in each render would be no proof.
        private static readonly RenderFragment Page = builder =>
        {
            builder.OpenComponent<CountedPage>(0);
            builder.CloseComponent();
        };

        [Parameter]
        public required ClusterView View { get; set; }

        public void Show(ClusterView view)
        {
            View = view;
            StateHasChanged();
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<CascadingValue<ClusterView>>(0);
            builder.AddComponentParameter(1, nameof(CascadingValue<>.Value), View);
            builder.AddComponentParameter(2, nameof(CascadingValue<>.ChildContent), (RenderFragment)LayoutOfPage);
            builder.CloseComponent();
        }

        private static void LayoutOfPage(RenderTreeBuilder builder)
        {
            builder.OpenComponent<MainLayout>(0);
            builder.AddComponentParameter(1, nameof(MainLayout.Body), Page);
            builder.CloseComponent();
        }
    }

    /// <summary>A page that takes the view, and throws as long as the log says so.</summary>
    private sealed class CountedPage : ComponentBase
    {
        [CascadingParameter]
        public required ClusterView View { get; set; }

        [Inject]
        private RenderLog Log { get; set; } = default!;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            Log.Renders++;
            if (Log.Throws)
            {
                throw new InvalidOperationException("The page is broken.");
            }

            builder.AddMarkupContent(0, "<p data-testid=\"works\"></p>");
        }
    }
}
