using Xunit;

namespace HaDashboard.Core.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheRunnerRuns() => Assert.True(true);
}
