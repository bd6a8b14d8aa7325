namespace HaDashboard.Configuration;

/// <param name="Timeout">The limit of each step of an observation.</param>
/// <param name="StaleAfter">A source without an observation for longer than this is stale.</param>
public sealed record PollingSettings(TimeSpan Interval, TimeSpan Timeout, TimeSpan StaleAfter)
{
    internal static PollingSettings Read(SettingsReader reader)
    {
        var settings = new PollingSettings(
            reader.Duration(
                "Interval",
                TimeSpan.FromSeconds(1),
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(5)
            ),
            reader.Duration(
                "Timeout",
                TimeSpan.FromSeconds(5),
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(5)
            ),
            reader.Duration("StaleAfter", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        );
        if (settings.StaleAfter <= settings.Interval)
        {
            reader.Problem(
                "StaleAfter",
                $"{settings.StaleAfter:c} is not longer than the Interval of {settings.Interval:c}: "
                    + "every source would be stale between two polls",
                "Make it at least twice the Interval"
            );
        }

        return settings;
    }
}
