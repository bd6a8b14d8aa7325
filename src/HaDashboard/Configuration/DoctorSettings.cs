using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Configuration;

/// <summary>Optional command lines that print what no port of a node can answer; none by default.</summary>
/// <param name="UnitCommand">Prints HAProxy's systemd unit.</param>
/// <param name="KubeconfigCommand">Prints the <c>server:</c> lines of the node's kubeconfig files.</param>
/// <param name="ClockCommand">Prints the seconds since 1970, with decimals.</param>
/// <param name="LoadCommand">Prints <c>/proc/loadavg</c> and <c>/proc/meminfo</c>, in this order.</param>
public sealed record DoctorSettings(
    string? UnitCommand,
    string? KubeconfigCommand,
    string? ClockCommand,
    string? LoadCommand = null
)
{
    public static DoctorSettings None { get; } = new(null, null, null);

    public DoctorCommands Commands =>
        (UnitCommand is null ? 0 : DoctorCommands.Unit)
        | (KubeconfigCommand is null ? 0 : DoctorCommands.Kubeconfig)
        | (ClockCommand is null ? 0 : DoctorCommands.Clock);

    /// <summary>The values of the section; a missing key takes the value of <paramref name="inherited"/>.</summary>
    internal static DoctorSettings Read(SettingsReader reader, DoctorSettings inherited) =>
        new(
            reader.CommandLine("UnitCommand") ?? inherited.UnitCommand,
            reader.CommandLine("KubeconfigCommand") ?? inherited.KubeconfigCommand,
            reader.CommandLine("ClockCommand") ?? inherited.ClockCommand,
            reader.CommandLine("LoadCommand") ?? inherited.LoadCommand
        );
}
