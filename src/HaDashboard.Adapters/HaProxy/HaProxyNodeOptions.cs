using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Adapters.HaProxy;

/// <param name="Socket">The path of the <c>stats socket</c> on the node.</param>
/// <param name="CheckCommand">Run as it stands, before a reload.</param>
/// <param name="ReloadCommand">Run as it stands.</param>
public sealed record HaProxyNodeOptions(NodeName Node, string Socket, string CheckCommand, string ReloadCommand)
{
    /// <summary>The path of the master CLI (<c>-S</c>) on the node; null where there is none, or it is not told.</summary>
    public string? MasterSocket { get; init; }

    /// <summary>Run as it stands, to read the file; null: it is not read.</summary>
    public string? ReadConfigCommand { get; init; }

    /// <summary>Run as they stand, for the topology doctor; null: not run.</summary>
    public string? UnitCommand { get; init; }

    public string? KubeconfigCommand { get; init; }

    public string? ClockCommand { get; init; }

    /// <summary>Prints load and memory; null: not run.</summary>
    public string? LoadCommand { get; init; }

    /// <summary>The node is reached with a key whose rights are worth a trial.</summary>
    public bool HasKey { get; init; } = true;
}
