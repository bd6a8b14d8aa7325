using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.Shared;

/// <summary>What the list of pods is narrowed to; all terms hold together. It lives in the address, so that it can be sent to a colleague.</summary>
public sealed record PodFilter(string? Text, string? Node, string? Component, bool NotReady)
{
    public bool IsEmpty => this is { Text: null or "", Node: null or "", Component: null or "", NotReady: false };

    public bool Takes(Pod pod) =>
        (
            string.IsNullOrWhiteSpace(Text)
            || Holds(pod.Name)
            || Holds(pod.Node?.Value)
            || Holds(pod.Ip)
            || Holds(ComponentOf(pod))
            || Holds(pod.StatusWord)
        )
        && (string.IsNullOrEmpty(Node) || Node.Equals(pod.Node?.Value, StringComparison.Ordinal))
        && (string.IsNullOrEmpty(Component) || Component.Equals(ComponentOf(pod), StringComparison.Ordinal))
        && (!NotReady || !(pod.IsReady || pod.IsCompleted));

    /// <summary>The control plane's component, or what the pod's labels call it.</summary>
    public static string? ComponentOf(Pod pod) => pod.Component?.Id() ?? pod.App;

    private bool Holds(string? text) => text?.Contains(Text!.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
