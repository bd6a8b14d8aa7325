using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Mapping;

/// <summary>Limits the length of text that a kubelet or a user wrote, and removes control characters; null becomes empty text.</summary>
internal static class ApiText
{
    public const int Word = 100;
    public const int Sentence = 500;

    public static string? Bounded(string? text, int max = Word) =>
        string.IsNullOrEmpty(text) ? null : Printable.Excerpt(text, max);
}
