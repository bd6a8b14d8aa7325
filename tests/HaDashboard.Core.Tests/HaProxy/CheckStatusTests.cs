using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class CheckStatusTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_EmptyCell_IsNoCheck(string? cell) => Assert.Null(CheckStatus.Parse(cell));

    [Theory]
    [InlineData("L4OK", "L4OK", false)]
    [InlineData("* L4OK", "L4OK", true)]
    [InlineData("* INI", "INI", true)]
    [InlineData("* CHECKED", "CHECKED", true)]
    [InlineData("*L4OK", "*L4OK", false)]
    public void Parse_StarAndSpace_MeansRunningAndIsNoPartOfTheCode(string cell, string code, bool running) =>
        Assert.Equal(new CheckStatus(code, running), CheckStatus.Parse(cell));

    [Theory]
    [InlineData("INI", true, false)]
    [InlineData("UNK", true, false)]
    [InlineData("L4OK", false, true)]
    [InlineData("L6OK", false, true)]
    [InlineData("L7OK", false, true)]
    [InlineData("L7OKC", false, true)]
    [InlineData("L4CON", false, false)]
    [InlineData("L4TOUT", false, false)]
    [InlineData("L6RSP", false, false)]
    [InlineData("L7STS", false, false)]
    [InlineData("SOCKERR", false, false)]
    [InlineData("SOMETHING", false, false)]
    public void InitialAndPassed_AreReadFromTheCode(string code, bool initial, bool passed)
    {
        var check = CheckStatus.Parse(code)!;
        Assert.Equal((initial, passed), (check.IsInitial, check.Passed));
    }
}
