using System.Globalization;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>The result of a health endpoint, as the end of a sentence.</summary>
internal static class ProbeWording
{
    internal static string Why(HealthAnswer health) =>
        health switch
        {
            { FailedChecks: { IsDefaultOrEmpty: false } failed } =>
                $" (failing: {Printable.Excerpt(string.Join(", ", failed), 160)})",
            { Problem: { Length: > 0 } problem } => $" ({Printable.Excerpt(problem, 160).TrimEnd('.')})",
            { Status: { } status } => string.Create(CultureInfo.InvariantCulture, $" (status {status})"),
            _ => "",
        };
}
