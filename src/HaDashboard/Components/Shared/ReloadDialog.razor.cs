using HaDashboard.Access;
using HaDashboard.Core.Commands;
using HaDashboard.Core.Commands.Reloads;
using HaDashboard.Core.HaProxy;
using HaDashboard.Core.Inventory;
using HaDashboard.Core.Snapshots;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace HaDashboard.Components.Shared;

public sealed partial class ReloadDialog : ComponentBase
{
    private string _reason = "";
    private string? _id;
    private string? _refusal;
    private bool _busy;

    [Parameter, EditorRequired]
    public required NodeName Node { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private ReloadRecord? Record => View.Snapshot.Reloads.FirstOrDefault(r => r.Id.Equals(_id, StringComparison.Ordinal));

    /// <summary>What differs from the file as far as the polled rows tell: maintenance, drain, a weight set by hand.</summary>
    private List<string> Lost => [.. from proxy in View.Snapshot.Node(Node)?.HaProxy.Value?.Proxies ?? []
                                     from server in proxy.Servers
                                     let what = What(server)
                                     where what is not null
                                     select $"{server.Path}: {what}"];

    private static string? What(Server server) => server.Status.State switch
    {
        ServerOperationalState.Maint when server.Status.Detail is null => "MAINT",
        ServerOperationalState.Drain => "DRAIN",
        ServerOperationalState.Up when server.Weight is 0 => "weight 0",
        _ => null,
    };

    private async Task ConfirmAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var caller = (await Authentication).User.ToCaller();
        var command = new ReloadHaProxy(Command.NewId(Time), Node);
        var submission = await Gate.SubmitAsync(command, caller, _reason, CancellationToken.None);
        (_id, _refusal, _busy) = (submission.Refusal is null ? command.Id : null, submission.Refusal?.Message, false);
    }

    private Task OnKeyAsync(KeyboardEventArgs args) =>
        args.Key is "Enter" && !string.IsNullOrWhiteSpace(_reason) ? ConfirmAsync() : Task.CompletedTask;

    private void Close() => Dialog.Close();
}
