using HaDashboard.Configuration;

namespace HaDashboard.Starting;

internal static partial class SettingsWarnings
{
    /// <summary>Logs one warning for each configured key that has no effect yet.</summary>
    public static void WarnOfSettingsWithoutEffect(this WebApplication app, DashboardSettings settings)
    {
        foreach (var key in settings.WithoutEffect)
        {
            Log.WithoutEffect(app.Logger, SettingsWithoutEffect.WarningFor(key));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
        public static partial void WithoutEffect(ILogger logger, string warning);
    }
}
