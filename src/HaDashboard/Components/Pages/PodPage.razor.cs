using System.Collections.Immutable;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using HaDashboard.Reading;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Pages;

/// <summary>
/// One pod. The watched state comes from the cascaded view; <see cref="PodReading"/> holds the data that is read on demand. Only pods of
/// the watched namespace have a page. Otherwise a URL could make the dashboard's account read any other pod.
/// </summary>
public sealed partial class PodPage : ComponentBase, IAsyncDisposable
{
    private static readonly (string Tab, Message Title)[] Tabs =
    [
        ("overview", PageTexts.Overview),
        ("events", PageTexts.Events),
        ("yaml", Message.Verbatim("YAML")),
        ("logs", PageTexts.Logs),
    ];

    private (string, string) _read;
    private Task _closing = Task.CompletedTask;
    private IReadOnlyList<PodLog> _logs = [];

    [Parameter, EditorRequired]
    public required string Namespace { get; set; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "container")]
    public string? ContainerName { get; set; }

    [CascadingParameter]
    public required ClusterView View { get; set; }

    [Inject]
    private IPodDetails Port { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private PodReading? Reading { get; set; }

    private Pod? Pod => View.Snapshot.Kubernetes.Pods.Value?.GetValueOrDefault($"{Namespace}/{Name}");

    private string Open => Array.Exists(Tabs, t => t.Tab.Equals(Tab, StringComparison.Ordinal)) ? Tab! : "overview";

    private Tone Tone =>
        !View.Snapshot.Kubernetes.Pods.IsFresh ? Tone.Stale
        : Pod is { IsReady: true } or { IsCompleted: true } ? Tone.Ok
        : Tone.Bad;

    /// <summary>The containers of the watched state, then the init containers as soon as the details are read.</summary>
    private ImmutableArray<string> ContainerNames =>
        [
            .. (Pod?.Containers.Select(c => c.Name) ?? [])
                .Concat(Reading?.Details.Value?.Containers.Select(c => c.Name) ?? [])
                .Distinct(StringComparer.Ordinal),
        ];

    private string? Chosen =>
        ContainerNames.FirstOrDefault(name => name.Equals(ContainerName, StringComparison.Ordinal))
        ?? Pod?.Containers.LastOrDefault(c => c.LastTermination is not null || !c.Ready)?.Name
        ?? ContainerNames.FirstOrDefault();

    private IReadOnlyList<PodLog> Logs
    {
        get
        {
            PodLog log = new(Namespace, Name, Chosen ?? "", Pod?.Node?.Value);
            return _logs is [var before] && before == log ? _logs : _logs = [log];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing;
        if (Reading is not null)
        {
            await Reading.DisposeAsync();
        }
    }

    protected override void OnParametersSet()
    {
        if (Pod is not null && _read != (Namespace, Name))
        {
            _read = (Namespace, Name);
            _closing = CloseAsync(_closing, Reading);
            Reading = new PodReading(Port, Time, Namespace, Name, () => InvokeAsync(StateHasChanged));
            Reading.Refresh();
        }

        Reading?.WatchEvents(Pod is not null && Open is "events");
    }

    private static async Task CloseAsync(Task before, PodReading? reading)
    {
        await before;
        if (reading is not null)
        {
            await reading.DisposeAsync();
        }
    }

    private string TabLink(string tab) =>
        tab is "overview"
            ? $"/pods/{Uri.EscapeDataString(Namespace)}/{Uri.EscapeDataString(Name)}"
            : $"/pods/{Uri.EscapeDataString(Namespace)}/{Uri.EscapeDataString(Name)}?tab={tab}";

    private void Go(string key, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(key, value), replace: true);

    private Message NotListed =>
        View.Snapshot.Kubernetes.Pods.IsFresh ? PageTexts.PodNotListed : PageTexts.PodWasNotListed;

    private static Message StaticPodNote(Pod pod) => pod.IsMirror ? PageTexts.StaticPod : Message.Empty;

    private static string StateText(Container container) =>
        container.State.Reason is { } reason ? $"{container.State.Phase}: {reason}" : container.State.Phase.ToString();

    private Message Sentence(Pod pod) =>
        !View.Snapshot.Kubernetes.Pods.IsFresh ? PageTexts.PodWas(pod.StatusWord)
        : pod.IsReady ? PageTexts.PodReady(pod.Phase)
        : pod.IsCompleted ? PageTexts.PodCompleted
        : PageTexts.PodNotReady(pod.StatusWord);

    private static Tone ToneOf(Container container) =>
        container.Ready ? Tone.Ok
        : container.State.Phase is ContainerPhase.Terminated && container.State.ExitCode == 0 ? Tone.None
        : Tone.Bad;

    private static Message Termination(ContainerState? last) =>
        last switch
        {
            null => PageTexts.NeverTerminated,
            { Reason: { } reason, ExitCode: { } code } => PageTexts.TerminatedWith(reason, code),
            { ExitCode: { } code } => PageTexts.ExitCode(code),
            { Reason: { } reason } => Message.Verbatim(reason),
            _ => PageTexts.TerminationUnknown,
        };
}
