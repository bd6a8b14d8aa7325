using Xunit;

namespace HaDashboard.Adapters.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheRunnerRuns() => Assert.True(true);
}
