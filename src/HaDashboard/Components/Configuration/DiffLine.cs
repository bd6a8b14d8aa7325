using System.Collections.Immutable;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using HaDashboard.Core.Facts.HaProxy.Configuration;

namespace HaDashboard.Components.Configuration;

/// <summary>A line of two files side by side.</summary>
/// <param name="Left">null if only the right file has the line.</param>
/// <param name="Gap">The number of equal lines that are left out before this line.</param>
internal sealed record DiffLine(
    int? LeftNumber,
    string? Left,
    int? RightNumber,
    string? Right,
    bool IsSame,
    int Gap = 0
)
{
    private const int Around = 2;

    internal static ImmutableArray<DiffLine> Of(ConfigurationFile left, ConfigurationFile right, bool changesOnly)
    {
        var model = SideBySideDiffBuilder.Diff(left.Text, right.Text, ignoreWhiteSpace: false);
        ImmutableArray<DiffLine> all =
        [
            .. model.OldText.Lines.Zip(model.NewText.Lines, (l, r) =>
                new DiffLine(
                    Number(l),
                    Text(l),
                    Number(r),
                    Text(r),
                    l.Type is ChangeType.Unchanged && r.Type is ChangeType.Unchanged
                )
            ),
        ];
        return changesOnly ? Shortened(all) : all;
    }

    private static int? Number(DiffPiece piece) => piece.Type is ChangeType.Imaginary ? null : piece.Position;

    private static string? Text(DiffPiece piece) => piece.Type is ChangeType.Imaginary ? null : piece.Text;

    private static ImmutableArray<DiffLine> Shortened(ImmutableArray<DiffLine> all)
    {
        var shown = ImmutableArray.CreateBuilder<DiffLine>();
        var gap = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var near = Enumerable
                .Range(Math.Max(0, i - Around), Math.Min(all.Length, i + Around + 1) - Math.Max(0, i - Around))
                .Any(j => !all[j].IsSame);
            if (near)
            {
                shown.Add(all[i] with { Gap = gap });
                gap = 0;
            }
            else
            {
                gap++;
            }
        }

        return shown.ToImmutable();
    }
}
