using Xunit;

namespace HaDashboard.Lab.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Runner_Runs() => Assert.True(true);
}
