using System.Collections.Immutable;
using System.Net;
using System.Text;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Leases;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>The three kinds of objects in which clusters of different versions store the leader.</summary>
public sealed class LeaseReaderTests
{
    private const string Lock =
        """{\"holderIdentity\":\"k8smaster2_4711\",\"leaseDurationSeconds\":15,"""
        + """\"renewTime\":\"2026-11-22T12:00:00Z\",\"leaderTransitions\":3}""";
    private const string Annotated =
        $$$"""{"metadata":{"annotations":{"control-plane.alpha.kubernetes.io/leader":"{{{Lock}}}"} } }""";
    private const string Lease =
        """{"spec":{"holderIdentity":"k8smaster2_4711","leaseDurationSeconds":15"""
        + ""","renewTime":"2026-11-22T12:00:00.000000Z","leaseTransitions":3}}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/leases/", Lease, "leases")]
    [InlineData("/endpoints/", Annotated, "endpoints")]
    [InlineData("/configmaps/", Annotated, "configmaps")]
    public async Task Leader_IsFoundInEachKindOfLock(string path, string body, string kind)
    {
        var listed = await ReadAsync(request =>
            request.Contains(path, StringComparison.Ordinal)
                ? (HttpStatusCode.OK, body)
                : (HttpStatusCode.NotFound, "{}")
        );

        Assert.Equal(["kube-controller-manager", "kube-scheduler"], listed.Select(lease => lease.Name));
        Assert.All(listed, lease =>
            Assert.Equal(("k8smaster2", 3, kind), (lease.HolderHost, lease.Transitions, lease.Lock))
        );
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "{}")]
    [InlineData(HttpStatusCode.OK, "{}")]
    [InlineData(HttpStatusCode.OK, """{"metadata":{"annotations":{"control-plane.alpha.kubernetes.io/leader":"{"}}}""")]
    public async Task OldLocksThatCannotBeRead_AreNoLeaderAndNoFailure(HttpStatusCode status, string body) =>
        Assert.Empty(
            await ReadAsync(request =>
                request.Contains("/leases/", StringComparison.Ordinal)
                    ? (HttpStatusCode.NotFound, "{}")
                    : (status, body)
            )
        );

    private static async Task<ImmutableArray<Core.Facts.Kubernetes.Lease>> ReadAsync(
        Func<string, (HttpStatusCode Status, string Body)> answer
    )
    {
        var route = new ApiRoute(
            new Connector(() => new ApiConnection(new Canned(answer), new Uri("http://127.0.0.1:1"), null))
        );
        var reader = new LeaseReader("kube-system", route, TimeSpan.FromSeconds(20), TimeProvider.System);
        return await reader.ReadAsync(Cancelled);
    }

    private sealed class Canned(Func<string, (HttpStatusCode Status, string Body)> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var (status, body) = answer(request.RequestUri!.AbsolutePath);
            return Task.FromResult(
                new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") }
            );
        }
    }
}
