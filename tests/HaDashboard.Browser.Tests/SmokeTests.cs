using Xunit;

namespace HaDashboard.Browser.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheRunnerRuns() => Assert.True(true);
}
