using System.Collections.Immutable;

namespace HaDashboard.Configuration;

public enum WebhookKind
{
    Generic,
    Slack,
    Teams,
}

public sealed record WebhookSettings(string Name, Uri? Url, WebhookKind Kind)
{
    internal static WebhookSettings Read(SettingsReader reader)
    {
        const string Example = "https://chat.example/hooks/1";
        if (reader.Text("Url") is null)
        {
            reader.Problem("Url", "it is missing", $"For example {Example}");
        }

        return new WebhookSettings(
            reader.Required("Name", "Give it a name for the log and the page"),
            reader.Url("Url", Example, "http", "https"),
            reader.Choice("Kind", WebhookKind.Generic, WebhookKind.Slack, WebhookKind.Teams) ?? WebhookKind.Generic
        );
    }
}

public sealed record AlertSettings(ImmutableArray<WebhookSettings> Webhooks, TimeSpan HoldFor)
{
    internal static AlertSettings Read(SettingsReader reader) =>
        new(
            reader.List("Webhooks", WebhookSettings.Read),
            reader.Duration("HoldFor", TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromHours(1))
        );
}
