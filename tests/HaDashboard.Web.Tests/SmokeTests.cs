using Xunit;

namespace HaDashboard.Web.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheRunnerRuns() => Assert.True(true);
}
