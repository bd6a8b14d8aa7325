using HaDashboard.Access;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Views;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HaDashboard.Components.Actions;

public sealed partial class ActionHost : ComponentBase
{
    [CascadingParameter]
    public required ClusterView View { get; set; }

    [CascadingParameter]
    public required UserRights Rights { get; set; }

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private ActionMemory Memory { get; set; } = default!;

    // The names come from a browser: they open a dialog only if the cluster has them.
    private Task OnKeyAsync(HaActionEventArgs args)
    {
        if (View.Snapshot.Node(args.Node)?.HaProxy.Value?.Find(args.Proxy, args.Server) is not { } server)
        {
            return Task.CompletedTask;
        }

        const string Suffix = "everywhere";
        var everywhere = args.Action.EndsWith(Suffix, StringComparison.Ordinal);
        var command = Find(everywhere ? args.Action[..^Suffix.Length].TrimEnd('-') : args.Action);
        IReadOnlyList<ActionTarget> targets = everywhere
            ? ActionTarget.OnAllNodes(View.Snapshot, server.Proxy, server.Name)
            : [new ActionTarget(NodeName.Parse(args.Node), server.Proxy, server.Name)];
        if (command is null && !everywhere)
        {
            return Task.CompletedTask;
        }

        if (command?.Step is { } step)
        {
            if (Memory.OpenWeights is { } open && open.IsFor(targets))
            {
                open.Add(step); // pressed twice counts twice
                return Task.CompletedTask;
            }

            Memory.OpenWeights = new WeightDraft([.. targets], step);
        }

        return Dialogs.OpenAsync(targets, command, everywhere);
    }

    private static CommandDescriptor? Find(string id) =>
        CommandCatalogue.Find(id) is { Target: CommandTargetKind.Server } command ? command : null;
}
