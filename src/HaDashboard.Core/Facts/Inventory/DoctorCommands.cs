namespace HaDashboard.Core.Facts.Inventory;

/// <summary>Which command lines of the section <c>Doctor</c> a node has; without one, nothing of it is expected.</summary>
[Flags]
public enum DoctorCommands
{
    None = 0,

    /// <summary>Prints HAProxy's unit.</summary>
    Unit = 1,

    /// <summary>Prints the <c>server:</c> lines of the node's kubeconfig files.</summary>
    Kubeconfig = 2,

    /// <summary>Prints the time.</summary>
    Clock = 4,
}
