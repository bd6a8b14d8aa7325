namespace HaDashboard.Configuration;

public enum HistoryProvider
{
    Sqlite,
    PostgreSql,
}

public sealed record HistorySettings(HistoryProvider Provider, string ConnectionString, TimeSpan Retention)
{
    internal static HistorySettings Read(SettingsReader reader) =>
        new(
            reader.Choice("Provider", HistoryProvider.Sqlite, HistoryProvider.PostgreSql) ?? HistoryProvider.Sqlite,
            reader.Text("ConnectionString") ?? "Data Source=data/history.db",
            reader.Duration("Retention", TimeSpan.FromDays(90), TimeSpan.FromHours(1), TimeSpan.FromDays(3650))
        );
}
