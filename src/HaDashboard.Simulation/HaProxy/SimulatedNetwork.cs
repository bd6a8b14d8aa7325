namespace HaDashboard.Simulation.HaProxy;

/// <summary>
/// Decides which node can connect to which address. It is a list of rules; each fault adds rules and removes only its own.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly List<Rule> _rules = [];

    /// <summary>
    /// The lock for all state of one simulated world. Polls are short, so one lock is enough and no lock order is needed.
    /// </summary>
    internal Lock Gate { get; } = new();

    /// <summary>
    /// Raised before a change. Health checks are computed on demand, so a subscriber with due checks must run them now, on the network
    /// as it was before.
    /// </summary>
    internal event Action? Changing;

    /// <summary>Adds a rule. <paramref name="matches"/> receives the connecting node and the target address.</summary>
    public IDisposable Add(Reachability reachability, Func<string, string, bool> matches)
    {
        var rule = new Rule(this, reachability, matches);
        Change(() => _rules.Add(rule));
        return rule;
    }

    /// <summary>
    /// The result when <paramref name="fromNode"/> connects to <paramref name="toAddress"/>. The worst rule counts, because a dropped
    /// packet cannot be refused.
    /// </summary>
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
