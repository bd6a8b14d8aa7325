using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Text that a kubelet or a user wrote, bounded and free of control characters; nothing stays null.</summary>
internal static class ApiText
{
    public const int Word = 100;
    public const int Sentence = 500;

    public static string? Bounded(string? text, int max = Word) =>
        string.IsNullOrEmpty(text) ? null : Printable.Excerpt(text, max);
}
