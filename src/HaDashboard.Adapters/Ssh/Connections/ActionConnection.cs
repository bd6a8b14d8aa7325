using HaDashboard.Adapters.Ssh.Commands;

namespace HaDashboard.Adapters.Ssh.Connections;

/// <summary>
/// The connection to a node for one action. If actions have their own key, this is a separate connection that is opened with that key
/// and closed with the action, so that the shared connection never has more rights than polling needs. Otherwise it is the shared one.
/// </summary>
public sealed class ActionConnection : IAsyncDisposable
{
    private readonly bool _owned;

    private ActionConnection(NodeConnection node, bool owned) => (Node, _owned) = (node, owned);

    public NodeConnection Node { get; }

    internal static ActionConnection Shared(NodeConnection node) => new(node, owned: false);

    internal static ActionConnection Owned(NodeConnection node) => new(node, owned: true);

    public ValueTask DisposeAsync() => _owned ? Node.DisposeAsync() : ValueTask.CompletedTask;
}
