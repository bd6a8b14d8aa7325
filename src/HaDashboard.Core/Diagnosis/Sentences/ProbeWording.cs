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
            { Problem: { } problem } => SentenceTexts.Problem(problem.AsClause()),
            { Status: { } status } => SentenceTexts.Status(status),
            _ => Message.Empty,
        };
}
