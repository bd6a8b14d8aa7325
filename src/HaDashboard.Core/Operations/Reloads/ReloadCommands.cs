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
            "Check the configuration of a node, reload its HAProxy, and verify the result.",
            static a => a.Nodes is [var node] ? new ReloadHaProxy(a.CommandId, node) : null
        ),
        Entry(
            "rolling-reload",
            "Rolling reload…",
            "reloaded one at a time",
            CommandTargetKind.Cluster,
            "/reloads",
            "Reload several nodes, or all, one at a time. With dryRun, only check configurations and run safety checks.",
            static a => new RollingReload(a.CommandId, a.Nodes)
        ),
        Entry(
            "resume-rolling-reload",
            "Resume",
            "resumed",
            CommandTargetKind.Cluster,
            "/reloads/{id}/resume",
            "Continue a rolling reload that stopped. With skip, leave out the node where it stopped.",
            static a => a.ReloadId is { } id ? new ResumeRollingReload(a.CommandId, id) : null
        ),
        Entry(
            "cancel-rolling-reload",
            "Cancel",
            "canceled",
            CommandTargetKind.Cluster,
            "/reloads/{id}/cancel",
            "Cancel a rolling reload. The current node finishes; no further node starts.",
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
