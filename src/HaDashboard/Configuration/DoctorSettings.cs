using HaDashboard.Core.Facts.Inventory;

namespace HaDashboard.Configuration;

/// <summary>Command lines that print what no port of a node can answer; only the one for addresses has a default.</summary>
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

    /// <summary>The values where no key is set.</summary>
    internal static DoctorSettings Default { get; } =
        None with
        {
            AddressCommand = "cat /proc/net/fib_trie /proc/net/if_inet6",
        };

    /// <summary>Prints the machine's IP addresses; a key that is null or empty: they are not read.</summary>
    public string? AddressCommand { get; init; }

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
        )
        {
            AddressCommand = reader.CommandLine("AddressCommand")
                ?? (reader.IsGiven("AddressCommand") ? null : inherited.AddressCommand),
        };
}
