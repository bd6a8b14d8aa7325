namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The fields of <c>show servers state</c> that <c>show stat</c> does not contain.</summary>
/// <param name="UserWeight">The weight that was set last at run time; the configured weight if none was set.</param>
/// <param name="ConfiguredWeight">The weight in the configuration file. Percentages refer to it.</param>
/// <param name="HasCheck">True if the configuration file contains a health check.</param>
/// <param name="IsChecked">True if the health check is enabled now.</param>
/// <param name="HasAgent">True if the configuration file contains an agent check.</param>
/// <param name="IsAgentEnabled">True if the agent check is enabled now.</param>
public sealed record ServerAdministration(
    ServerAdminState Admin,
    int UserWeight,
    int ConfiguredWeight,
    bool HasCheck,
    bool IsChecked,
    bool HasAgent,
    bool IsAgentEnabled
)
{
    public ServerSetting Setting =>
        new(
            Admin.HasFlag(ServerAdminState.ForcedMaintenance) ? ServerTargetState.Maint
                : Admin.HasFlag(ServerAdminState.ForcedDrain) ? ServerTargetState.Drain
                : ServerTargetState.Ready,
            UserWeight
        );
}
