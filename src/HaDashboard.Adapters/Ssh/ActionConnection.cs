namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// A node for the time of one action. Where actions have a key of their own it is a connection of its own, made with that key and
/// closed with the action, so that the kept connection never holds more rights than polling needs; else it is the kept one.
/// </summary>
public sealed class ActionConnection : IAsyncDisposable
{
    private readonly bool _owned;

    private ActionConnection(NodeConnection node, bool owned) => (Node, _owned) = (node, owned);

    public NodeConnection Node { get; }

    internal static ActionConnection Kept(NodeConnection node) => new(node, owned: false);

    internal static ActionConnection OfItsOwn(NodeConnection node) => new(node, owned: true);

    public ValueTask DisposeAsync() => _owned ? Node.DisposeAsync() : ValueTask.CompletedTask;
}
