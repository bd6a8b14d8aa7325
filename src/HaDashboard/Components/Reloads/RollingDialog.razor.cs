using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace HaDashboard.Components.Reloads;

public sealed partial class RollingDialog : ComponentBase
{
    private readonly HashSet<NodeName> _excluded = [];
    private string _reason = "";
    private Message? _refusal;
    private bool _busy;
    private bool _dryRun;
    private bool _reapply = true;

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    private CommandGate Gate { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private ImmutableArray<NodeState> Chosen => [.. View.Snapshot.Nodes.Where(node => !_excluded.Contains(node.Name))];

    private void Pick(NodeName node, bool picked) => _ = picked ? _excluded.Remove(node) : _excluded.Add(node);

    private async Task ConfirmAsync()
    {
        _busy = true;
        var command = new RollingReload(Command.NewId(Time), [.. Chosen.Select(node => node.Name)])
        {
            IsDryRun = _dryRun,
            Reapply = _reapply,
        };
        var caller = (await Authentication).User.ToCaller();
        var submission = await Gate.SubmitAsync(command, caller, _reason, CancellationToken.None);
        (_refusal, _busy) = (submission.Refusal?.Message, false);
        if (_refusal is null)
        {
            Dialog.Close();
            Navigation.NavigateTo(Links.Reload(command.Id));
        }
    }
}
