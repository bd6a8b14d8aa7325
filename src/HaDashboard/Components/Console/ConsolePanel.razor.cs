using HaDashboard.Access;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace HaDashboard.Components.Console;

public sealed partial class ConsolePanel : ComponentBase
{
    private readonly HashSet<NodeName> _chosen = [];
    private string _line = "";
    private bool _focused;
    private ElementReference _input;

    /// <summary>The one node; null to let the person choose several.</summary>
    [Parameter]
    public NodeName? Node { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    [Inject]
    private CommandGate Gate { get; set; } = default!;

    [Inject]
    private ConsoleHistory History { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private List<NodeName> Target =>
        Node is { } one ? [one] : [.. View.Snapshot.Nodes.Select(n => n.Name).Where(_chosen.Contains)];

    private ConsoleLine? Parsed => ConsoleLine.TryParse(_line, out var line, out _) ? line : null;

    // While a person types, only invalid characters are reported: an incomplete command is not an error yet.
    private Message? Checked =>
        _line.Length > 0
        && _line.AsSpan().IndexOfAny(";\\\n") >= 0
        && !ConsoleLine.TryParse(_line, out _, out var problem)
            ? Message.Verbatim(problem)
            : null;

    private Message Introduction =>
        Node is null ? ConsoleTexts.IntroductionSeveralNodes : ConsoleTexts.IntroductionOneNode(Node);

    private IEnumerable<string> Ready =>
        Rights.CanAdminister
            ? ["show info", "show servers state", "show sess", "show errors"]
            : ["show info", "show servers state"];

    private IEnumerable<string> Paths =>
        View
            .Snapshot.Nodes.Where(n => Node is null || n.Name == Node)
            .SelectMany(n => n.HaProxy.Value?.Proxies ?? [])
            .SelectMany(p => p.Servers)
            .Select(s => s.Path)
            .Distinct(StringComparer.Ordinal)
            .Take(500);

    protected override void OnInitialized() => ChooseAll();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focused && Rights.CanOperate)
        {
            _focused = true; // as in hatop: a person who opens the CLI wants to type
            await _input.TryFocusAsync();
        }
    }

    private void ChooseAll() => _chosen.UnionWith(View.Snapshot.Nodes.Select(n => n.Name));

    private void Toggle(NodeName node, bool chosen)
    {
        if (chosen)
        {
            _chosen.Add(node);
        }
        else
        {
            _chosen.Remove(node);
        }
    }

    private void Paste(ChangeEventArgs args) => _line = $"{_line.TrimEnd()} {args.Value} ".TrimStart();

    private Task SendAsync()
    {
        var line = _line.Trim();
        _line = "";
        return SendAsync(line);
    }

    private async Task SendAsync(string text)
    {
        var now = Time.GetUtcNow();
        if (text.Length == 0)
        {
            History.Add(now, "", []);
            return;
        }

        if (Problem(text, out var line) is { } problem)
        {
            History.Add(now, text, [], problem);
            return;
        }

        var caller = (await Authentication).User.ToCaller();
        var reason = line!.IsRead ? "read in the console" : History.Reason;
        var exchange = History.Add(now, text, Target);
        StateHasChanged();
        await Task.WhenAll(
            exchange.Answers.Select(answer => AskAsync(exchange.Number, answer.Node, line, caller, reason))
        );
    }

    private Message? Problem(string text, out ConsoleLine? line)
    {
        if (!ConsoleLine.TryParse(text, out line, out var problem))
        {
            return Message.Verbatim(problem);
        }

        return (line, Target.Count) switch
        {
            _ when !Rights.MayRun(line.Requires) => ConsoleTexts.RequiresRole(line.Requires),
            (_, 0) => ConsoleTexts.SelectNode,
            ({ IsRead: false }, > 1) => ConsoleTexts.ChangesOneNode,
            ({ IsRead: false }, _) when string.IsNullOrWhiteSpace(History.Reason) => Keep(
                text,
                ConsoleTexts.ReasonMissing
            ),
            _ => null,
        };
    }

    // An empty line in the console sets a mark.
    private static string Heading(ConsoleExchange exchange) =>
        exchange.Line.Length == 0 ? $"──────── {ConsoleTexts.Mark}" : $"> {exchange.Line}";

    private static string StateOf(ConsoleAnswer answer) =>
        answer.Text is null ? "waiting"
        : answer.Failed ? "failed"
        : "answered";

    private static string OutputText(string text) => text.Length == 0 ? ConsoleTexts.NoOutput.ToString() : text;

    private Message Keep(string text, Message problem)
    {
        _line = text;
        return problem;
    }

    private async Task AskAsync(int number, NodeName node, ConsoleLine line, Caller caller, string reason)
    {
        var (refusal, outcome) = await Gate.ExecuteAsync(
            new RunConsole(Command.NewId(Time), node, line),
            caller,
            reason,
            CancellationToken.None
        );
        History.Answer(
            number,
            refusal is not null
                ? new ConsoleAnswer(node, refusal.Message, Failed: true)
                : new ConsoleAnswer(
                    node,
                    outcome!.Output ?? outcome.Summary,
                    Failed: !outcome.Succeeded,
                    outcome.OutputCut
                )
        );
        StateHasChanged();
    }
}
