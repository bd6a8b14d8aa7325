using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Components.PodParts;

/// <summary>The filter of the pod list. A pod must match all terms. It is stored in the URL, so that the URL can be shared.</summary>
public sealed record PodFilter(string? Text, string? Node, string? Component, bool NotReady)
{
    public bool IsEmpty => this is { Text: null or "", Node: null or "", Component: null or "", NotReady: false };

    public bool Includes(Pod pod) =>
        (
            string.IsNullOrWhiteSpace(Text)
            || Matches(pod.Name)
            || Matches(pod.Node?.Value)
            || Matches(pod.Ip)
            || Matches(ComponentOf(pod))
            || Matches(pod.StatusWord)
        )
        && (string.IsNullOrEmpty(Node) || Node.Equals(pod.Node?.Value, StringComparison.Ordinal))
        && (string.IsNullOrEmpty(Component) || Component.Equals(ComponentOf(pod), StringComparison.Ordinal))
        && (!NotReady || !(pod.IsReady || pod.IsCompleted));

    /// <summary>The control plane component, or the app name in the pod's labels; null for neither.</summary>
    public static string? ComponentOf(Pod pod) => pod.Component?.Id() ?? pod.App;

    private bool Matches(string? text) => text?.Contains(Text!.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
