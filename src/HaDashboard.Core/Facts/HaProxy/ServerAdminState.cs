namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>
/// HAProxy's <c>srv_admin_state</c>, bit for bit. It shows why a server is in <c>MAINT</c>, which <c>show stat</c> does not show.
/// </summary>
[Flags]
public enum ServerAdminState
{
    None = 0,

    /// <summary>Set by <c>set server … state maint</c>, <c>disable server</c> or <c>disabled</c> in the configuration file.</summary>
    ForcedMaintenance = 0x01,

    /// <summary>Inherited from the server that it tracks.</summary>
    InheritedMaintenance = 0x02,

    /// <summary>Set by <c>disabled</c> in the configuration file.</summary>
    ConfiguredMaintenance = 0x04,

    /// <summary>Set by <c>set server … state drain</c>.</summary>
    ForcedDrain = 0x08,

    /// <summary>Inherited from the server that it tracks.</summary>
    InheritedDrain = 0x10,

    /// <summary>The server's host name cannot be resolved.</summary>
    ResolutionMaintenance = 0x20,

    /// <summary>The server's host name was set at run time.</summary>
    HostnameMaintenance = 0x40,
}
