using System.Collections.Immutable;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Reloads;

namespace HaDashboard.Core.Operations.Catalogue;

/// <summary>Every command that a person or a script can start.</summary>
public static class CommandCatalogue
{
    public static ImmutableArray<CommandDescriptor> All { get; } = [.. RuntimeCommands.All, .. ReloadCommands.All];

    public static CommandDescriptor? Find(string id) =>
        All.FirstOrDefault(command => command.Id.Equals(id, StringComparison.Ordinal));

    /// <exception cref="ArgumentException">There is no such command.</exception>
    public static CommandDescriptor Named(string id) =>
        Find(id) ?? throw new ArgumentException($"No command {id}.", nameof(id));

    /// <summary>What the dialog of such a target offers.</summary>
    public static IEnumerable<CommandDescriptor> For(CommandTargetKind target) =>
        All.Where(command => command.InDialog && command.Target == target);
}
