using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>One API server for all tests of this folder: a start costs seconds. Whoever breaks it mends it.</summary>
[CollectionDefinition(Name)]
public sealed class OneApiServer : ICollectionFixture<ApiServerProcess>
{
    public const string Name = "kube-apiserver";
}
