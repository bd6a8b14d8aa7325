namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>What <c>show servers state</c> knows of a server and the table does not.</summary>
/// <param name="UserWeight">The weight set last; the file's until somebody sets one.</param>
/// <param name="ConfiguredWeight">The file's: what a percentage is of.</param>
/// <param name="HasCheck">The file gives it a health check.</param>
/// <param name="IsChecked">And that is enabled now.</param>
/// <param name="HasAgent">The file gives it an agent check.</param>
/// <param name="IsAgentEnabled">And that is enabled now.</param>
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
