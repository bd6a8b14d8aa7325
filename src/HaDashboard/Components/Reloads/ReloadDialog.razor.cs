using HaDashboard.Access;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace HaDashboard.Components.Reloads;

public sealed partial class ReloadDialog : ComponentBase
{
    private string _reason = "";
    private string? _id;
    private Message? _refusal;
    private bool _busy;
    private bool _reapply = true;

    [Parameter, EditorRequired]
    public required NodeName Node { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private ReloadRecord? Record =>
        View.Snapshot.Reloads.FirstOrDefault(r => r.Id.Equals(_id, StringComparison.Ordinal));

    private NodeState? State => View.Snapshot.Node(Node);

    private async Task ConfirmAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var caller = (await Authentication).User.ToCaller();
        var command = new ReloadHaProxy(Command.NewId(Time), Node)
        {
            Reapply = _reapply && State is { } node && RuntimeChanges.Of(node) is not { IsEmpty: true },
        };
        var submission = await Gate.SubmitAsync(command, caller, _reason, CancellationToken.None);
        (_id, _refusal, _busy) = (submission.Refusal is null ? command.Id : null, submission.Refusal?.Message, false);
    }

    private Task OnKeyAsync(KeyboardEventArgs args) =>
        args.Key is "Enter" && !string.IsNullOrWhiteSpace(_reason) ? ConfirmAsync() : Task.CompletedTask;

    private void Close() => Dialog.Close();
}
