using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Reloads;
using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Guards;

/// <summary>
/// HAProxy is not reloaded where its version or its number of processes is not supported: no poll would show the new worker.
/// </summary>
public sealed class SupportedHaProxyGuard : ICommandGuard
{
    public Refusal? Check(Command command, ClusterView view) =>
        command is ReloadHaProxy { CheckOnly: false } reload
        && view.Snapshot.Node(reload.Node)?.HaProxy.Failure is { Kind: FailureKind.Unsupported } failure
            ? new Refusal(RefusalKind.Conflict, GuardTexts.HaProxyUnsupported(reload.Node, failure.Message))
            : null;
}
