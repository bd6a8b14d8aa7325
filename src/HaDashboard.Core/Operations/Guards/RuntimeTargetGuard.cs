using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>
/// Nothing is changed that the last poll did not list, nor on a node that can't be observed: the result could not be verified.
/// </summary>
public sealed class RuntimeTargetGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view)
    {
        if (
            (command as RuntimeAction)?.Effective is not { ChangesSomething: true } action
            || view.Snapshot.Node(action.Node)?.HaProxy is not { } slice
        )
        {
            return null;
        }

        if (slice.Value is { } reading && RuntimeTarget.Check(action, reading) is { } unknown)
        {
            return unknown;
        }

        return slice.IsFresh ? null : new Refusal(RefusalKind.Conflict, Unobserved(action.Node, slice.Failure));
    }

    private static Message Unobserved(NodeName node, SourceFailure? failure) =>
        failure is null ? GuardTexts.HaProxyUnobserved(node) : GuardTexts.HaProxyFailure(node, failure.Message);
}
