using System.Collections.Immutable;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>Records the requests to the server.</summary>
internal sealed class RequestLog() : DelegatingHandler(new SocketsHttpHandler())
{
    private ImmutableList<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public IReadOnlyList<string> Lists =>
        [.. _all.Where(request => !request.Contains("watch=true", StringComparison.Ordinal))];

    public IReadOnlyList<string> Watches =>
        [.. _all.Where(request => request.Contains("watch=true", StringComparison.Ordinal))];

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        ImmutableInterlocked.Update(ref _all, all => all.Add(request.RequestUri!.PathAndQuery));
        return base.SendAsync(request, cancellationToken);
    }
}
