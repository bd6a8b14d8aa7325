using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Core.Diagnosis.Configuration;

/// <summary>
/// Chooses the branches of the <c>.if</c> blocks. Which branch HAProxy reads depends on its environment and version, which are unknown.
/// </summary>
internal static class ConfigurationBranches
{
    private const int Most = 16;

    /// <summary>
    /// The lines for each combination of branches. Of more than 16 combinations only those are returned that take the branch with the same
    /// number in every block.
    /// </summary>
    internal static IEnumerable<ImmutableArray<ConfigurationLine>> Of(ImmutableArray<ConfigurationLine> lines)
    {
        var branches = BranchesIn(lines);
        var combinations = branches.Aggregate(1L, (product, count) => Math.Min(Most + 1, product * count));
        return combinations <= Most
            ? Enumerable.Range(0, (int)combinations).Select(i => Choose(lines, Combination(branches, i)))
            : Enumerable
                .Range(0, Math.Min(Most, branches.Max()))
                .Select(i => Choose(lines, [.. branches.Select(_ => i)]));
    }

    /// <summary>The number of branches of each block in the order of their <c>.if</c>, with <c>.else</c> or none as the last one.</summary>
    private static List<int> BranchesIn(ImmutableArray<ConfigurationLine> lines)
    {
        var counts = new List<int>();
        var open = new Stack<int>();
        foreach (var line in lines)
        {
            switch (line.Words[0])
            {
                case ".if":
                    open.Push(counts.Count);
                    counts.Add(2);
                    break;
                case ".elif" when open.TryPeek(out var block):
                    counts[block]++;
                    break;
                case ".endif":
                    open.TryPop(out _);
                    break;
            }
        }

        return counts;
    }

    private static int[] Combination(List<int> branches, int number)
    {
        var combination = new int[branches.Count];
        for (var i = 0; i < branches.Count; i++)
        {
            (number, combination[i]) = Math.DivRem(number, branches[i]);
        }

        return combination;
    }

    private static ImmutableArray<ConfigurationLine> Choose(ImmutableArray<ConfigurationLine> lines, int[] choices)
    {
        var chosen = ImmutableArray.CreateBuilder<ConfigurationLine>();
        var open = new Stack<Block>();
        var next = 0;
        foreach (var line in lines)
        {
            switch (line.Words[0])
            {
                case ".if":
                    open.Push(Block.Begin(choices[next++]));
                    break;
                case ".elif" when open.TryPop(out var block):
                    open.Push(block.Next());
                    break;
                case ".else" when open.TryPop(out var block):
                    open.Push(block.Else());
                    break;
                case ".endif":
                    open.TryPop(out _);
                    break;
                default:
                    if (open.All(each => each.IsTaken))
                    {
                        chosen.Add(line);
                    }

                    break;
            }
        }

        return chosen.ToImmutable();
    }

    /// <param name="Choice">The number of the branch that is taken.</param>
    /// <param name="Branch">The number of the current branch.</param>
    /// <param name="WasTaken">True if the current branch, or one before it, is taken.</param>
    private sealed record Block(int Choice, int Branch, bool WasTaken, bool IsTaken)
    {
        internal static Block Begin(int choice) => new(choice, 0, choice == 0, choice == 0);

        internal Block Next()
        {
            var isTaken = Branch + 1 == Choice;
            return new Block(Choice, Branch + 1, WasTaken || isTaken, isTaken);
        }

        internal Block Else() => this with { IsTaken = !WasTaken, WasTaken = true };
    }
}
