using Xunit;

namespace HaDashboard.Lab.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void TheRunnerRuns() => Assert.True(true);
}
