using Bunit;
using HaDashboard.Components.Stats;
using HaDashboard.Core.Memory.Series;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

/// <summary>A line has a description. A time without data is not shown as 0.</summary>
public sealed class SparklineTests : BunitContext
{
    private readonly TrendSeries _series = new();

    public SparklineTests()
    {
        _series.Add(0, new TrendSample(7, 2.5, 2048, null, false));
        _series.Add(1, new TrendSample(7, 2.5, 2048, null, false));
    }

    [Theory]
    [InlineData(TrendValue.Sessions, "Sessions, last hour: now 7, maximum 7;")]
    [InlineData(TrendValue.SessionRate, "New sessions per second, last hour: now 2.5, maximum 2.5;")]
    [InlineData(TrendValue.BytesIn, "Bytes received per second, last hour: now 2.00K, maximum 2.00K;")]
    [InlineData(TrendValue.BytesOut, "No trend yet")]
    public void Label_SaysWhatIsDrawn(TrendValue value, string said)
    {
        var line = Render<Sparkline>(parameters => parameters.Add(p => p.Series, _series).Add(p => p.Value, value))
            .Find("svg");

        Assert.StartsWith(said, line.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(line.GetAttribute("aria-label"), line.QuerySelector("title")!.TextContent);
    }

    [Fact]
    public void ANowThatNobodyObserved_IsUnknown()
    {
        for (var slot = 2; slot < 14; slot++)
        {
            // The last step of the line is of four samples
            _series.Add(slot, slot < 10 ? new TrendSample(7, 2.5, 2048, null, false) : default);
        }

        var line = Render<Sparkline>(parameters => parameters.Add(p => p.Series, _series)).Find("svg");

        Assert.Contains(": now unknown, maximum 7;", line.GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatMode.Status, TrendValue.Sessions)]
    [InlineData(StatMode.Traffic, TrendValue.SessionRate)]
    public void TheTrendOfAMode_IsOfWhatTheModeIsAbout(StatMode mode, TrendValue drawn) =>
        Assert.Equal(
            drawn,
            Assert
                .Single(StatColumnSet.Of(mode, ["trend"], showNode: false), column =>
                    column.Kind is StatColumnKind.Trend
                )
                .Draws
        );
}
