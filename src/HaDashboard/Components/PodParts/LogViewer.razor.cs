using System.Globalization;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Reading;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace HaDashboard.Components.PodParts;

/// <summary>
/// Shows one log or several merged logs. The URL holds every choice of the user. The streams belong to <see cref="LogTail"/>, which this
/// component disposes.
/// </summary>
public sealed partial class LogViewer : ComponentBase, IAsyncDisposable
{
    private static readonly (string Value, Message Title)[] Spans =
    [
        ("5m", LogTexts.FiveMinutes),
        ("1h", LogTexts.OneHour),
        ("24h", LogTexts.OneDay),
        ("all", LogTexts.AllLines),
    ];

    private const int TimeWidth = 16;
    private readonly List<long> _found = [];
    private (IReadOnlyList<PodLog>, LogOptions) _read;
    private object? _searched;
    private string? _searchedFor;
    private object? _rendered;
    private int _at;
    private LogTail? _tail;
    private Task _closing = Task.CompletedTask;

    [Parameter, EditorRequired]
    public required IReadOnlyList<PodLog> Logs { get; set; }

    /// <summary>The index of the colour of each log, from 0 to 11; it does not depend on the other selected logs.</summary>
    [Parameter]
    public IReadOnlyList<int> Colours { get; set; } = [];

    /// <summary>Further controls of the toolbar.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [SupplyParameterFromQuery(Name = "since")]
    public string? Since { get; set; }

    [SupplyParameterFromQuery(Name = "previous")]
    public string? Previous { get; set; }

    [SupplyParameterFromQuery(Name = "follow")]
    public string? Follow { get; set; }

    [SupplyParameterFromQuery(Name = "ts")]
    public string? Timestamps { get; set; }

    [SupplyParameterFromQuery(Name = "wrap")]
    public string? Wrap { get; set; }

    [SupplyParameterFromQuery(Name = "find")]
    public string? Find { get; set; }

    [Inject]
    private IPodDetails Port { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string SinceValue =>
        Array.Exists(Spans, span => span.Value.Equals(Since, StringComparison.Ordinal)) ? Since! : "1h";

    private bool IsPrevious => Previous is "1";

    private bool Follows => Follow is not "0" && !IsPrevious;

    private bool Times => Timestamps is not "0";

    private bool Wraps => Wrap is not "0";

    // The previous run may have ended long ago. A time span that ends now would hide its log.
    private LogOptions Options =>
        new(
            Follows,
            IsPrevious,
            IsPrevious
                ? null
                : SinceValue switch
                {
                    "5m" => TimeSpan.FromMinutes(5),
                    "1h" => TimeSpan.FromHours(1),
                    "24h" => TimeSpan.FromHours(24),
                    _ => null,
                }
        );

    private LogPicture Picture => _tail?.Current ?? new LogPicture([], [], false);

    private string? Here => _found.Count > 0 ? _found[_at].ToString(CultureInfo.InvariantCulture) : null;

    private string FileName => Logs.Count == 1 ? $"{Logs[0].Pod}.{Logs[0].Container}.log" : "control-plane.log";

    private IEnumerable<(LogPhase Phase, Message Title, SourceFailure? Failure, DateTimeOffset At)> Failures =>
        Picture
            .Progress.Select(
                (progress, i) => (progress.Phase, TitleOf(i, progress.Failure), progress.Failure, progress.At)
            )
            .Where(trouble => trouble.Phase is LogPhase.Failed);

    private LogPhase Phase =>
        Picture.Progress.Count == 0 || Picture.Progress.Any(p => p.Phase is LogPhase.Reading) ? LogPhase.Reading
        : Picture.Progress.Any(p => p.Phase is LogPhase.Following) ? LogPhase.Following
        : Picture.Progress.All(p => p.Phase is LogPhase.Failed) ? LogPhase.Failed
        : LogPhase.Ended;

    private DateTimeOffset? EndedAt =>
        Phase is LogPhase.Ended or LogPhase.Failed ? Picture.Progress.Max(p => p.At) : null;

    private Message StatusText =>
        (Phase, Picture.Entries.Count) switch
        {
            (LogPhase.Reading, _) => LogTexts.Loading,
            (LogPhase.Following, 0) => LogTexts.FollowingWithoutLines(NoLines),
            (LogPhase.Following, var n) => LogTexts.Following(n),
            (LogPhase.Failed, 0) => LogTexts.Failed,
            (_, 0) => LogTexts.LoadedWithoutLines(NoLines),
            (_, var n) when Follows => LogTexts.Closed(n),
            (_, var n) => LogTexts.Loaded(n),
        };

    private Message NoLines =>
        IsPrevious ? LogTexts.NoLinesOfPreviousRun
        : SinceValue is "all" ? LogTexts.NoLines
        : LogTexts.NoLinesSince(Spans.First(s => s.Value == SinceValue).Title);

    private Message FoundText => _found.Count == 0 ? LogTexts.NoMatch : LogTexts.MatchOf(_at + 1, _found.Count);

    public async ValueTask DisposeAsync()
    {
        await _closing;
        if (_tail is not null)
        {
            await _tail.DisposeAsync();
        }
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_read.Item1, Logs) || _read.Item2 != Options)
        {
            Restart();
        }

        SearchAgain();
    }

    // The cascaded view changes several times a second. The log renders only when the log itself changes.
    protected override bool ShouldRender()
    {
        var next = (Picture, Find, _at, Times, Wraps, Options, Logs, ChildContent is null);
        var same = next.Equals(_rendered);
        _rendered = next;
        return !same;
    }

    private void Restart()
    {
        _read = (Logs, Options);
        _closing = CloseAsync(_closing, _tail);
        _tail = new LogTail(Port, Logs, Options, Clock, () => InvokeAsync(() =>
            {
                SearchAgain();
                StateHasChanged();
            }));
        _tail.Start();
    }

    private static async Task CloseAsync(Task before, LogTail? tail)
    {
        await before;
        if (tail is not null)
        {
            await tail.DisposeAsync();
        }
    }

    private Message TitleOf(int log, SourceFailure? failure)
    {
        var brief = Message.Verbatim(FailureWords.Brief(failure));
        return Logs.Count > 1 ? LogTexts.FailureOfPod(Logs[log].Pod, brief) : brief;
    }

    private void Go(string key, string? value) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(key, string.IsNullOrEmpty(value) ? null : value),
            replace: true
        );

    private void OnKey(KeyboardEventArgs key)
    {
        if (key.Key is "Enter")
        {
            Step(key.ShiftKey ? -1 : 1);
        }
    }

    private void Step(int by) => _at = _found.Count == 0 ? 0 : (_at + by + _found.Count) % _found.Count;

    private void SearchAgain()
    {
        var from = (Picture, Find);
        if (from.Equals(_searched))
        {
            return;
        }

        // The selected match stays selected when lines before it are added or removed.
        var here = _at < _found.Count && Find == _searchedFor ? _found[_at] : -1;
        _searchedFor = Find;
        _searched = from;
        _found.Clear();
        _found.AddRange(string.IsNullOrEmpty(Find) ? [] : Picture.Entries.Where(Finds).Select(entry => entry.Number));
        // Without a previous selection the last match is selected: the newest lines are at the end.
        _at = _found.IndexOf(here) is >= 0 and var same ? same : Math.Max(0, _found.Count - 1);
    }

    private bool Finds(LogEntry entry) =>
        !string.IsNullOrEmpty(Find) && entry.Line.Text.Contains(Find, StringComparison.OrdinalIgnoreCase);

    private RenderFragment Marked(LogEntry entry) =>
        builder =>
        {
            var (text, from) = (entry.Line.Text, 0);
            var isHere = _found.Count > 0 && _found[_at] == entry.Number;
            while (text.IndexOf(Find!, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                builder.AddContent(0, text[from..at]);
                builder.OpenElement(1, "mark");
                builder.AddAttribute(2, "class", isHere ? "here" : null);
                builder.AddContent(3, text.Substring(at, Find!.Length));
                builder.CloseElement();
                from = at + Find.Length;
            }

            builder.AddContent(4, text[from..]);
        };

    private static string Time(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)
        ?? LogTexts.NoTime.ToString().PadRight(TimeWidth);

    private int Colour(int log) => log < Colours.Count ? Colours[log] % 12 : 0;
}
