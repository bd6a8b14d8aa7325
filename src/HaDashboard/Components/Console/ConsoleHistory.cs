using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Components.Console;

/// <summary>A node's reply to a line.</summary>
/// <param name="Text">null while it has not answered.</param>
/// <param name="Cut">There was more.</param>
public sealed record ConsoleAnswer(NodeName Node, string? Text, bool Failed = false, bool Cut = false);

/// <summary>A line and what came of it, dated as hatop dates it. No line: a mark.</summary>
/// <param name="Problem">Why it was not sent.</param>
public sealed record ConsoleExchange(
    int Number,
    DateTimeOffset At,
    string Line,
    ImmutableArray<ConsoleAnswer> Answers,
    Message? Problem = null
)
{
    internal int Lines =>
        1 + (Problem is null ? 0 : 1) + Answers.Sum(answer => 1 + (answer.Text?.Count(c => c == '\n') ?? 0));
}

/// <summary>The console's output in one circuit. It survives a change of page, and keeps as many lines as hatop.</summary>
public sealed class ConsoleHistory
{
    public const int MaxLines = 1000;
    private int _numbers;

    public ImmutableList<ConsoleExchange> Exchanges { get; private set; } = [];

    /// <summary>Why, for lines that change something.</summary>
    public string Reason { get; set; } = "";

    public ConsoleExchange Add(DateTimeOffset at, string line, IEnumerable<NodeName> nodes, Message? problem = null)
    {
        var exchange = new ConsoleExchange(
            ++_numbers,
            at,
            line,
            [.. nodes.Select(node => new ConsoleAnswer(node, null))],
            problem
        );
        Exchanges = Exchanges.Add(exchange);
        Trim();
        return exchange;
    }

    public void Answer(int number, ConsoleAnswer answer)
    {
        var index = Exchanges.FindIndex(e => e.Number == number);
        if (index < 0)
        {
            return; // it has left the ring
        }

        var exchange = Exchanges[index];
        Exchanges = Exchanges.SetItem(
            index,
            exchange with
            {
                Answers = [.. exchange.Answers.Select(a => a.Node == answer.Node ? answer : a)],
            }
        );
        Trim();
    }

    public void Clear() => Exchanges = [];

    // The newest stays whole, however long: the console's own bound has cut it already.
    private void Trim()
    {
        var lines = 0;
        for (var i = Exchanges.Count - 1; i >= 0; i--)
        {
            lines += Exchanges[i].Lines;
            if (lines > MaxLines && i < Exchanges.Count - 1)
            {
                Exchanges = Exchanges.RemoveRange(0, i + 1);
                return;
            }
        }
    }
}
