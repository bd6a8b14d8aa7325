using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>The result of a health endpoint, as the end of a sentence.</summary>
internal static class ProbeWording
{
    internal static Message Why(HealthAnswer health) =>
        health switch
        {
            { FailedChecks: { IsDefaultOrEmpty: false } failed } => SentenceTexts.FailingChecks(
                Printable.Excerpt(string.Join(", ", failed), 160)
            ),
            { Problem: { Length: > 0 } problem } => SentenceTexts.Problem(Printable.Excerpt(problem, 160).TrimEnd('.')),
            { Status: { } status } => SentenceTexts.Status(status),
            _ => Message.Empty,
        };
}
