using System.Collections.Immutable;
using System.Text;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Reads the answer of a health endpoint: the status code decides, the body contains the reason.</summary>
internal static class HealthReader
{
    private const int MostChecks = 30;

    public static HealthAnswer Read(NodeAnswer answer) =>
        new(
            answer.Status switch
            {
                200 => true,
                401 or 403 => null,
                _ => false,
            },
            answer.Status,
            answer.Status == 200 ? [] : FailedChecks(answer.Body)
        );

    private static ImmutableArray<string> FailedChecks(byte[] body) =>
        [
            .. Encoding
                .UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 64 * 1024)))
                .Split('\n')
                .Where(line => line.StartsWith("[-]", StringComparison.Ordinal))
                .Take(MostChecks)
                .Select(line => Printable.Excerpt(line[3..].Split(' ')[0].TrimEnd('\r'), 80)),
        ];
}
