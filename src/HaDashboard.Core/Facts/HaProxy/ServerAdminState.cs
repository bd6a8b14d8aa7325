namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>HAProxy's <c>srv_admin_state</c>, bit for bit: what <c>MAINT</c> in the table doesn't tell apart.</summary>
[Flags]
public enum ServerAdminState
{
    None = 0,

    /// <summary>Somebody said <c>maint</c> or <c>disable server</c>, or the file says <c>disabled</c>.</summary>
    ForcedMaintenance = 0x01,

    /// <summary>From the server it tracks.</summary>
    InheritedMaintenance = 0x02,

    /// <summary>The file says <c>disabled</c>.</summary>
    ConfiguredMaintenance = 0x04,

    /// <summary>Somebody said <c>drain</c>.</summary>
    ForcedDrain = 0x08,

    /// <summary>From the server it tracks.</summary>
    InheritedDrain = 0x10,

    /// <summary>Its name doesn't resolve.</summary>
    ResolutionMaintenance = 0x20,

    /// <summary>Its name was set by hand.</summary>
    HostnameMaintenance = 0x40,
}
