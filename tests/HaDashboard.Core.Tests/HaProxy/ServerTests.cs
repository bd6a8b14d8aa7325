using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ServerTests
{
    [Theory]
    [InlineData("UP", "L4OK", 1, true, true)]
    [InlineData("UP", "L4OK", null, true, true)]
    [InlineData("UP", "* L7OK", 1, true, true)]
    [InlineData("UP 2/3", "L4CON", 1, true, true)]
    [InlineData("UP", "L4OK", 0, false, false)]
    [InlineData("UP 1/3", "INI", 1, true, false)]
    [InlineData("UP -1/3", "* INI", 1, true, false)]
    [InlineData("UP", "UNK", 1, true, false)]
    [InlineData("UP", "", 1, true, false)]
    [InlineData("NOLB", "L7STS", 1, false, false)]
    [InlineData("DRAIN", "L4OK", 1, false, false)]
    [InlineData("MAINT", "", 1, false, false)]
    [InlineData("DOWN", "L4CON", 1, false, false)]
    [InlineData("no check", "", 1, false, false)]
    [InlineData("", "", 1, false, false)]
    public void TakesTraffic_NeedsUpAndWeight_AndProofNeedsACheckThatEnded(
        string status,
        string check,
        int? weight,
        bool takes,
        bool proven
    )
    {
        var server = A.Server("master1", status, check, weight);
        Assert.Equal((takes, proven), (server.TakesTraffic, server.IsProvenUp));
    }

    [Theory]
    [InlineData("UP 2/3", "L4CON", true)]
    [InlineData("UP 2/3", "* L4TOUT", true)]
    [InlineData("UP 1/3", "INI", false)]
    [InlineData("UP 1/3", "L4OK", false)]
    [InlineData("UP 2/3", "* L7OK", false)]
    [InlineData("UP", "L4OK", false)]
    [InlineData("DOWN 1/2", "L4OK", false)]
    public void IsGoingDown_NeedsAFailedCheck_SoThatAFreshWorkerIsNotAccused(
        string status,
        string check,
        bool expected
    ) => Assert.Equal(expected, A.Server("master1", status, check).IsGoingDown);

    [Fact]
    public void Path_IsSpelledAsTheRuntimeApiDoes() => Assert.Equal("api-backend/master1", A.Server("master1").Path);
}
