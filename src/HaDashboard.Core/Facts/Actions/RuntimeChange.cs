using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Actions;

public enum RuntimeChangeKind
{
    Maintenance,
    Drain,

    /// <summary>The file has <c>disabled</c>, and the server was enabled at run time.</summary>
    Enabled,
    Weight,
    ChecksDisabled,
    AgentDisabled,
    FrontendPaused,

    /// <summary>The server has another address than in the file.</summary>
    Address,
}

/// <summary>A setting made at run time that differs from the configuration file. A reload undoes it.</summary>
/// <param name="Server">null for a frontend.</param>
/// <param name="Weight">The weight set, with <see cref="RuntimeChangeKind.Weight"/>.</param>
/// <param name="FileWeight">The file's weight, where known.</param>
public sealed record RuntimeChange(
    ProxyName Proxy,
    ServerName? Server,
    RuntimeChangeKind Kind,
    int? Weight = null,
    int? FileWeight = null
)
{
    /// <summary>The server's address now, with <see cref="RuntimeChangeKind.Address"/>.</summary>
    public string? Address { get; init; }

    public string? FileAddress { get; init; }

    public string Target => Server is null ? $"frontend {Proxy}" : $"{Proxy}/{Server}";

    public Message What =>
        Kind switch
        {
            RuntimeChangeKind.Maintenance => Message.Verbatim("MAINT"),
            RuntimeChangeKind.Drain => Message.Verbatim("DRAIN"),
            RuntimeChangeKind.Enabled => ActionTexts.EnabledAgainstFile,
            RuntimeChangeKind.Weight when FileWeight is { } weight => ActionTexts.WeightUnlikeFile(Weight, weight),
            RuntimeChangeKind.Weight => ActionTexts.Weight(Weight),
            RuntimeChangeKind.ChecksDisabled => ActionTexts.ChecksDisabled,
            RuntimeChangeKind.AgentDisabled => ActionTexts.AgentDisabled,
            RuntimeChangeKind.Address => ActionTexts.AddressUnlikeFile(Address, FileAddress),
            _ => ActionTexts.Paused,
        };
}

/// <summary>The result of setting a runtime change again after a reload.</summary>
public sealed record ReappliedChange(RuntimeChange Change, bool Succeeded, Message Summary);
