using HaDashboard.Components.Stats;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace HaDashboard.Benchmarks;

/// <summary>
/// Contains the table as a page does. Renders that the table requests while its parameters are set become part of the page's batch.
/// </summary>
internal sealed class TableHost : ComponentBase
{
    [Parameter]
    public required IReadOnlyDictionary<string, object> Table { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenComponent<StatTable>(0);
        builder.AddMultipleAttributes(1, Table);
        builder.CloseComponent();
    }
}
