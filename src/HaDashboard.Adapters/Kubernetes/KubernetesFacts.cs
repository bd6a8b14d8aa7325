using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Configuration;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Reads once, for <c>--check</c>, what the API knows of the nodes, the pods and kubeadm's settings.</summary>
public sealed class KubernetesFacts
{
    private readonly KubernetesOptions _options;
    private readonly ApiRoute _route;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    internal KubernetesFacts(KubernetesOptions options, ApiRoute route, TimeSpan timeout, TimeProvider time) =>
        (_options, _route, _timeout, _time) = (options, route, timeout, time);

    /// <summary>Offers what can be read. A failure is not reported here: <see cref="KubernetesCheck"/> tries the same requests.</summary>
    public async Task OfferToAsync(IObservationSink sink, CancellationToken cancellationToken)
    {
        if (!_options.IsConfigured)
        {
            return;
        }

        await TryAsync(() => ListAsync(WatchedResources.Nodes, sink, cancellationToken));
        await TryAsync(() => ListAsync(WatchedResources.Pods(_options.Namespace), sink, cancellationToken));
        await TryAsync(async () =>
        {
            await using var reader = new KubeadmConfigReader(_options.Namespace, _route, _timeout, _time);
            sink.Offer(await reader.ObserveAsync(cancellationToken));
        });
    }

    private async Task ListAsync<TResource>(
        WatchedResource<TResource> resource,
        IObservationSink sink,
        CancellationToken cancellationToken
    )
        where TResource : class
    {
        var items = ImmutableArray.CreateBuilder<TResource>();
        var lister = new ResourceLister(resource.Name, resource.Path, new WatchTiming { Answer = _timeout }, _time);
        await lister.ListAsync(
            _route.Current,
            json =>
            {
                if (resource.Map(json) is { } item)
                {
                    items.Add(item);
                }
            },
            cancellationToken
        );
        sink.Offer(resource.Listed(items.ToImmutable(), _time.GetUtcNow()));
    }

    private static async Task TryAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception e) when (e is SourceFailureException or ResourceExpiredException)
        {
            // The row of the same request in the table describes it.
        }
    }
}
