using HaDashboard.Access;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HaDashboard.Components.Reloads;

public sealed partial class RollingControls : ComponentBase
{
    private bool _busy;
    private string _reason = "";
    private Message? _refusal;

    [Parameter, EditorRequired]
    public required ReloadRecord Reload { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    [Inject]
    private CommandGate Gate { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private bool Blocked => _busy || string.IsNullOrWhiteSpace(_reason);

    private Message Next =>
        (FirstUnsuccessful ?? FirstWaiting) is { } next ? Message.Verbatim(next.Node.Value) : ReloadPageTexts.End;

    private NodeReload? FirstUnsuccessful =>
        Reload.Nodes.FirstOrDefault(node =>
            node.Outcome is not (null or ReloadOutcome.Succeeded or ReloadOutcome.Skipped)
        );

    private NodeReload? FirstWaiting => Reload.Nodes.FirstOrDefault(node => node.Outcome is null);

    private Task ResumeAsync(bool skip) => SubmitAsync(new ResumeRollingReload(Command.NewId(Time), Reload.Id, skip));

    private Task CancelAsync() => SubmitAsync(new CancelRollingReload(Command.NewId(Time), Reload.Id));

    private async Task SubmitAsync(Command command)
    {
        _busy = true;
        var submission = await Gate.SubmitAsync(
            command,
            (await Authentication).User.ToCaller(),
            _reason,
            CancellationToken.None
        );
        (_refusal, _busy) = (submission.Refusal?.Message, false);
    }
}
