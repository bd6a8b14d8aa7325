namespace HaDashboard.Adapters.Sources;

/// <summary>Numbers as messages show them.</summary>
internal static class Rounded
{
    internal static double Seconds(TimeSpan time, int digits = 1) =>
        Math.Round(time.TotalSeconds, digits, MidpointRounding.AwayFromZero);
}
