using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Kubernetes;

/// <summary>One API server for all tests of this folder, because a start takes seconds. A test that breaks it must repair it.</summary>
[CollectionDefinition(Name)]
public sealed class OneApiServer : ICollectionFixture<ApiServerProcess>
{
    public const string Name = "kube-apiserver";
}
