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
            : Enumerable.Range(0, Math.Min(Most, branches.Max())).Select(i => Choose(lines, [.. branches.Select(_ => i)]));
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
            var block = open.TryPeek(out var top) ? top : null;
            switch (line.Words[0])
            {
                case ".if":
                    open.Push(new Block(choices[next++]));
                    break;
                case ".elif":
                    block?.Next();
                    break;
                case ".else":
                    block?.Else();
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

    private sealed class Block(int choice)
    {
        private int _branch;
        private bool _wasTaken = choice == 0;

        internal bool IsTaken { get; private set; } = choice == 0;

        internal void Next() => Take(++_branch == choice);

        internal void Else() => Take(!_wasTaken);

        private void Take(bool isTaken)
        {
            IsTaken = isTaken;
            _wasTaken |= isTaken;
        }
    }
}
