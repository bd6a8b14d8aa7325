namespace HaDashboard.Simulation;

/// <summary>Who can connect to what. It holds a stack of rules, each of which one fault put there and only that fault removes.</summary>
public sealed class SimulatedNetwork
{
    private readonly List<Rule> _rules = [];

    /// <summary>Everything of one world changes under one lock: a poll reads a few rows, so contention is not worth a lock order.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Raised before a change. Health checks are computed on demand, so whoever has some due must run them first, on
    /// the network as it was.</summary>
    internal event Action? Changing;

    /// <summary>Adds a rule: <paramref name="matches"/> gets the connecting node and the address it connects to.</summary>
    public IDisposable Add(Reachability reachability, Func<string, string, bool> matches)
    {
        var rule = new Rule(this, reachability, matches);
        Change(() => _rules.Add(rule));
        return rule;
    }

    /// <summary>What <paramref name="fromNode"/> sees when it connects to <paramref name="toAddress"/>: the worst rule wins,
    /// because a packet dropped on the way is never refused.</summary>
    public Reachability Probe(string fromNode, string toAddress)
    {
        lock (Gate)
        {
            var worst = Reachability.Accepting;
            foreach (var rule in _rules)
            {
                if (rule.Reachability > worst && rule.Matches(fromNode, toAddress))
                {
                    worst = rule.Reachability;
                }
            }

            return worst;
        }
    }

    private void Change(Action change)
    {
        lock (Gate)
        {
            Changing?.Invoke();
            change();
        }
    }

    private sealed record Rule(SimulatedNetwork Network, Reachability Reachability, Func<string, string, bool> Matches)
        : IDisposable
    {
        public void Dispose() => Network.Change(() => Network._rules.RemoveAll(rule => ReferenceEquals(rule, this)));
    }
}
