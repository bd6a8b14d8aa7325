using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>The collection for tests that count resources of the whole process. No other test runs in parallel.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithoutParallelTests
{
    public const string Name = "alone";
}
