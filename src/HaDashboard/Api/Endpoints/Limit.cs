using System.Globalization;

namespace HaDashboard.Api.Endpoints;

/// <summary>The query parameter <c>limit</c>.</summary>
internal static class Limit
{
    internal static bool TryParse(string? text, int fallback, int max, out int limit)
    {
        limit = fallback;
        return string.IsNullOrEmpty(text)
            || (
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                && limit >= 1
                && limit <= max
            );
    }
}
