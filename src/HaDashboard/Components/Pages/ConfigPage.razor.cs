using HaDashboard.Components.Shared;
using HaDashboard.Core.Diagnosis.Findings;
using HaDashboard.Core.Diagnosis.Rules.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

public sealed partial class ConfigPage : ComponentBase
{
    private bool _changesOnly;

    /// <summary>The node on the left; null for the first node that differs, or else the first node.</summary>
    [SupplyParameterFromQuery(Name = "left")]
    public string? Left { get; set; }

    [SupplyParameterFromQuery(Name = "right")]
    public string? Right { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private NodeState? LeftNode =>
        Named(Left)
        ?? View.Snapshot.Nodes.FirstOrDefault(node => DriftOf(node) is not null)
        ?? View.Snapshot.Nodes.FirstOrDefault();

    // By default, a node whose file equals that of most nodes.
    private NodeState? RightNode =>
        Named(Right)
        ?? View.Snapshot.Nodes.FirstOrDefault(node =>
            node.Name != LeftNode?.Name && node.Configuration.Value is not null && DriftOf(node) is null
        )
        ?? View.Snapshot.Nodes.FirstOrDefault(node => node.Name != LeftNode?.Name);

    private RenderFragment Options =>
        builder =>
        {
            foreach (var node in View.Snapshot.Nodes)
            {
                builder.OpenElement(0, "option");
                builder.SetKey(node.Name);
                builder.AddAttribute(1, "value", node.Name.Value);
                builder.AddContent(2, node.Name.Value);
                builder.CloseElement();
            }
        };

    private static Message RunningText(NodeConfiguration configuration) =>
        configuration.IsPending is null ? PageTexts.RunningUnknown : PageTexts.InSync;

    private NodeState? Named(string? name) => name is null ? null : View.Snapshot.Node(name);

    private Finding? DriftOf(NodeState node) =>
        View.Verdict.Findings.FirstOrDefault(finding =>
            finding.Rule == ConfigDriftRule.Id && finding.Node == node.Name
        );

    private void Go(string? left, string? right)
    {
        if (NodeName.TryParse(left, out var one) && NodeName.TryParse(right, out var two))
        {
            Navigation.NavigateTo(Links.Config(one, two));
        }
    }
}
