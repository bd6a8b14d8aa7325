using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using MudBlazor;

namespace HaDashboard.Components.Actions;

/// <summary>Opens the action dialog for a button or a key.</summary>
internal static class ActionLauncher
{
    private static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.Medium,
        FullWidth = true,
        CloseButton = true,
    };

    internal static Task OpenAsync(
        this IDialogService dialogs,
        IReadOnlyList<ActionTarget> targets,
        CommandDescriptor? command = null,
        bool onAllNodes = false
    ) =>
        dialogs.ShowAsync<ActionDialog>(
            Title(targets, onAllNodes),
            new DialogParameters<ActionDialog>
            {
                { dialog => dialog.Targets, targets },
                { dialog => dialog.Command, command },
                { dialog => dialog.OnAllNodes, onAllNodes },
            },
            Options
        );

    internal static Message Title(IReadOnlyList<ActionTarget> targets, bool onAllNodes) =>
        targets switch
        {
            _ when onAllNodes => ActionDialogTexts.TargetOnNodes(targets[0].Text, targets.Count),
            [var only] => ActionDialogTexts.TargetOnNode(only.Text, only.Node),
            _ => ActionDialogTexts.ServersOnNode(targets.Count, targets[0].Proxy, targets[0].Node),
        };
}
