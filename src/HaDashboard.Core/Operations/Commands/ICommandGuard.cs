using HaDashboard.Core.Views;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>Looks at a command against the snapshot and may say no.</summary>
public interface ICommandGuard
{
    /// <returns>null to let it pass.</returns>
    Refusal? Check(Command command, ClusterView view);
}
