using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>For tests that count what belongs to the whole process: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
