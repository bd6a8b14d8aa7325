using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using HaDashboard.Reading;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HaDashboard.Components.Audit;

/// <summary>Reads the records when the page opens and on request. Rows that move while a user reads them would be hard to follow.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int Shown = 300;
    private readonly CancellationTokenSource _left = new();
    private ImmutableArray<AuditRow>? _rows;
    private AuditChainResult? _chain;
    private AuditState? _state;
    private string _text = "";
    private bool _isAdmin;
    private object? _rendered;

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Inject]
    private AuditReading Reading { get; set; } = default!;

    [Inject]
    private IAuditChain Chain { get; set; } = default!;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    // Not with every view: the page shows no data of the cluster.
    protected override bool ShouldRender()
    {
        var state = (object)(_rows, _chain, _text, _state);
        var same = state.Equals(_rendered);
        _rendered = state;
        return !same;
    }

    private static Message WordOf(AuditState state) =>
        state switch
        {
            AuditState.Succeeded => AuditPageTexts.StateDone,
            AuditState.Failed => AuditPageTexts.StateFailed,
            AuditState.Refused => AuditPageTexts.StateRefused,
            AuditState.UnderWay => AuditPageTexts.StateUnderWay,
            _ => AuditPageTexts.StateUnknown,
        };

    private static Message SentenceOf(AuditState state) =>
        state is AuditState.Unknown ? AuditPageTexts.StateUnknownExplained : WordOf(state);

    private static string SignOf(AuditState state) =>
        state switch
        {
            AuditState.Succeeded => "✓",
            AuditState.Failed => "✗",
            AuditState.Refused => "⊘",
            AuditState.UnderWay => "…",
            _ => "?",
        };

    private static string ClassOf(AuditState state) =>
        state switch
        {
            AuditState.Succeeded => "ok",
            AuditState.Failed => "bad",
            AuditState.Refused or AuditState.Unknown => "warn",
            _ => "dim",
        };

    private Message Scope => _isAdmin ? AuditPageTexts.ScopeAll : AuditPageTexts.ScopeOwn;

    private bool IsFiltered => _text.Length > 0 || _state is not null;

    private Task TextAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        return ReadAsync();
    }

    private Task StateAsync(ChangeEventArgs change)
    {
        _state = Enum.TryParse<AuditState>(change.Value as string, out var state) ? state : null;
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        var caller = (await Authentication).User.ToCaller();
        _isAdmin = caller.Role is UserRole.Admin;
        try
        {
            _rows = await Reading.ReadAsync(caller, _text, _state, _left.Token);
            _chain = _isAdmin ? await Chain.VerifyAsync(_left.Token) : null;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // the user left the page
        }
    }

    private string Export(string extension) =>
        $"/export/audit.{extension}?q={Uri.EscapeDataString(_text)}&state={_state}";
}
