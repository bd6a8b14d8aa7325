using HaDashboard.Components.Stats;
using Xunit;

namespace HaDashboard.Web.Tests.Stats;

/// <summary>hatop's way with numbers, with the values of its own screens where there are any.</summary>
public sealed class StatNumberTests
{
    [Theory]
    [InlineData(0, 7, "0")]
    [InlineData(9978, 7, "9978")]
    [InlineData(1234567, 7, "1234567")]
    [InlineData(12345678, 7, "12M")]
    [InlineData(123456, 5, "123k")]
    [InlineData(9_999_999_999, 9, "9G")]
    public void Count_IsShortenedOnlyWhereItDoesNotFit(long value, int width, string shown) =>
        Assert.Equal(shown, StatNumber.Count(value, width));

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1023, "1023B")]
    [InlineData(1024, "1.00K")]
    [InlineData(5775, "5.64K")]
    [InlineData(48968, "47.82K")]
    [InlineData(1048576, "1.00M")]
    [InlineData(5_000_000_000, "4.66G")]
    public void Bytes_AreBinaryWithTwoDecimals(double value, string shown) =>
        Assert.Equal(shown, StatNumber.Bytes(value));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(39, "39s")]
    [InlineData(60, "1m")]
    [InlineData(676, "11m")]
    [InlineData(7200, "2h")]
    [InlineData(172_800, "2d")]
    public void Seconds_AreInTheirLargestUnit(long value, string shown) =>
        Assert.Equal(shown, StatNumber.Seconds(value));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.4, "0.4")]
    [InlineData(12.6, "13")]
    public void Rate_KeepsWhatIsSmall(double value, string shown) => Assert.Equal(shown, StatNumber.Rate(value));
}
