using HaDashboard.Access;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Fleet;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HaDashboard.Components.Actions.Fleet;

public sealed partial class FleetPanel : ComponentBase
{
    private string _reason = "";

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter]
    public string Reason { get; set; } = "";

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    private FleetAction Fleet { get; set; } = default!;

    private FleetRecord? Record => View.Snapshot.Fleets.FirstOrDefault(f => f.Id.Equals(Id, StringComparison.Ordinal));

    private bool NoReason => string.IsNullOrWhiteSpace(_reason);

    protected override void OnInitialized() => _reason = Reason;

    private static Message CountText(FleetRecord record)
    {
        int Count(FleetPhase phase) => record.Nodes.Count(node => node.Phase == phase);

        var succeeded = Count(FleetPhase.Succeeded);
        var unsuccessful = Count(FleetPhase.Refused) + Count(FleetPhase.Failed);
        return unsuccessful > 0
            ? FleetTexts.SucceededSomeFailed(succeeded, record.Nodes.Length, unsuccessful)
            : FleetTexts.Succeeded(succeeded, record.Nodes.Length);
    }

    private static IReadOnlyList<TargetResult> Results(FleetRecord record) => [.. record.Nodes.Select(Result)];

    private static TargetResult Result(FleetNode node)
    {
        var message = node.Phase is FleetPhase.Succeeded ? Message.Empty : node.Explanation ?? Message.Empty;
        return new TargetResult(new ActionTarget(node.Node), PhaseOf(node.Phase), message, node.Before, node.After);
    }

    private static TargetPhase PhaseOf(FleetPhase phase) =>
        phase switch
        {
            FleetPhase.Succeeded => TargetPhase.Succeeded,
            FleetPhase.Refused => TargetPhase.Refused,
            FleetPhase.Failed => TargetPhase.Failed,
            FleetPhase.Skipped => TargetPhase.Skipped,
            _ => TargetPhase.Running,
        };

    private async Task RetryAsync() => Fleet.RetryFailed(Id, (await Authentication).User.ToCaller(), _reason);

    private async Task UndoAsync() => Fleet.Undo(Id, (await Authentication).User.ToCaller(), _reason);
}
