using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;
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
            ReloadTexts.Reload,
            ReloadTexts.ReloadDone,
            CommandTargetKind.Node,
            "/nodes/{node}/haproxy/reload",
            ReloadTexts.ReloadExplanation,
            static a => a.Nodes is [var node] ? new ReloadHaProxy(a.CommandId, node) : null
        ),
        Entry(
            "rolling-reload",
            ReloadTexts.RollingReload,
            ReloadTexts.RollingReloadDone,
            CommandTargetKind.Cluster,
            "/reloads",
            ReloadTexts.RollingReloadExplanation,
            static a => new RollingReload(a.CommandId, a.Nodes)
        ),
        Entry(
            "resume-rolling-reload",
            ReloadTexts.Resume,
            ReloadTexts.ResumeDone,
            CommandTargetKind.Cluster,
            "/reloads/{id}/resume",
            ReloadTexts.ResumeExplanation,
            static a => a.ReloadId is { } id ? new ResumeRollingReload(a.CommandId, id) : null
        ),
        Entry(
            "cancel-rolling-reload",
            ReloadTexts.Cancel,
            ReloadTexts.CancelDone,
            CommandTargetKind.Cluster,
            "/reloads/{id}/cancel",
            ReloadTexts.CancelExplanation,
            static a => a.ReloadId is { } id ? new CancelRollingReload(a.CommandId, id) : null
        ),
    ];

    private static CommandDescriptor Entry(
        string id,
        Message label,
        Message done,
        CommandTargetKind target,
        string route,
        Message explanation,
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
