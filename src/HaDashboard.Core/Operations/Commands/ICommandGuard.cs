using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>Checks a command against the snapshot and can refuse it.</summary>
public interface ICommandGuard
{
    /// <returns>null to let it pass.</returns>
    Refusal? Check(Command command, ClusterView view);
}
