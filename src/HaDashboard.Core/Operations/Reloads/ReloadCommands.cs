using System.Collections.Immutable;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>The catalogue's entries of reloads. They have dialogs and buttons of their own.</summary>
public static class ReloadCommands
{
    public static ImmutableArray<CommandDescriptor> All { get; } =
    [
        Entry(
            "reload",
            "Reload…",
            "reloaded",
            CommandTargetKind.Node,
            "/nodes/{node}/haproxy/reload",
            "Check the node's file, reload its HAProxy, prove it.",
            static a => a.Nodes is [var node] ? new ReloadHaProxy(a.CommandId, node) : null
        ),
        Entry(
            "rolling-reload",
            "Rolling reload…",
            "reloaded one after the other",
            CommandTargetKind.Cluster,
            "/reloads",
            "Reload several nodes, or all, one after the other; with dryRun only check and ask the gate.",
            static a => new RollingReload(a.CommandId, a.Nodes)
        ),
        Entry(
            "resume-rolling-reload",
            "Resume",
            "resumed",
            CommandTargetKind.Cluster,
            "/reloads/{id}/resume",
            "Go on with a rolling reload that stopped, with skip without the node it stopped at.",
            static a => a.ReloadId is { } id ? new ResumeRollingReload(a.CommandId, id) : null
        ),
        Entry(
            "cancel-rolling-reload",
            "Call off",
            "called off",
            CommandTargetKind.Cluster,
            "/reloads/{id}/cancel",
            "Begin no further node of a rolling reload.",
            static a => a.ReloadId is { } id ? new CancelRollingReload(a.CommandId, id) : null
        ),
    ];

    private static CommandDescriptor Entry(
        string id,
        string label,
        string done,
        CommandTargetKind target,
        string route,
        string explanation,
        Func<CommandArguments, Command?> create
    ) =>
        new(id, label, done, CommandGroup.Reload, UserRole.Operator, explanation)
        {
            Target = target,
            Create = create,
            RestRoute = route,
            InDialog = false,
        };
}
