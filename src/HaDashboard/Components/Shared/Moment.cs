using System.Globalization;

namespace HaDashboard.Components.Shared;

/// <summary>A time in the format that the browser's <c>Date</c> parses.</summary>
internal static class Moment
{
    internal static string Iso(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
