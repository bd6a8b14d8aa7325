using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// Reads two ConfigMaps of kubeadm's for the topology doctor, by their names: the right to list ConfigMaps would be one to read everybody's.
/// That they are missing or forbidden is a fact for the doctor and no fault of the cluster.
/// </summary>
internal sealed class SetupReader(
    string @namespace,
    ApiRoute route,
    IObservationSink sink,
    TimeSpan timeout,
    TimeProvider time
)
{
    private const int MostSans = 60;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stop)
    {
        var interval = ReadingSchedule.IntervalOf(SourceKind.KubeadmConfig)!.Value;
        try
        {
            while (true)
            {
                var well =
                    await OfferAsync(SourceId.KubeadmConfig, KubeadmAsync, stop)
                    & await OfferAsync(SourceId.KubeProxyConfig, KubeProxyAsync, stop);
                await Task.Delay(well ? interval : Soon, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // shutdown, not an error
        }
    }

    /// <returns>False where it is worth another try soon: nobody answered.</returns>
    private async Task<bool> OfferAsync(SourceId source, Func<Deadline, Task<Observation>> read, CancellationToken stop)
    {
        try
        {
            using var deadline = new Deadline(timeout, time, stop);
            sink.Offer(await read(deadline));
            return true;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            var failure = exception is SourceFailureException known
                ? known.ToFailure()
                : new SourceFailure(FailureKind.Other, Printable.Excerpt(exception.Message, 300));
            sink.Offer(new SourceFailed(source, failure, time.GetUtcNow()));
            return failure.Kind is FailureKind.Forbidden or FailureKind.NotFound or FailureKind.Malformed;
        }
    }

    private async Task<Observation> KubeadmAsync(Deadline deadline)
    {
        var scalars = await ScalarsAsync("kubeadm-config", "ClusterConfiguration", deadline);
        var sans = scalars
            .Where(pair => pair.Key.StartsWith("apiServer/certSANs/", StringComparison.Ordinal))
            .Take(MostSans)
            .Select(pair => Printable.Excerpt(pair.Value, 253));
        var endpoint = scalars.GetValueOrDefault("controlPlaneEndpoint");
        return new KubeadmObserved(
            new KubeadmConfig(string.IsNullOrWhiteSpace(endpoint) ? null : Printable.Excerpt(endpoint, 260), [.. sans]),
            time.GetUtcNow()
        );
    }

    private async Task<Observation> KubeProxyAsync(Deadline deadline)
    {
        var scalars = await ScalarsAsync("kube-proxy", "kubeconfig.conf", deadline);
        return new KubeProxyObserved(
            new KubeProxyConfig(
                KubeconfigServers.AddressOf(scalars.GetValueOrDefault("clusters/0/cluster/server"))
                    ?? throw new SourceFailureException(
                        FailureKind.Malformed,
                        "kubeconfig.conf in the ConfigMap kube-proxy names no server."
                    )
            ),
            time.GetUtcNow()
        );
    }

    private async Task<IReadOnlyDictionary<string, string>> ScalarsAsync(string name, string key, Deadline deadline)
    {
        var request = new ApiRequest(
            "get",
            $"configmap {name} in {@namespace}",
            $"api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/configmaps/{name}"
        );
        var map = await route.Current.GetAsync(request, deadline);
        try
        {
            return YamlScalars.Of(
                map.Member("data").Member(key).Text() ?? throw new FormatException($"it has no {key}")
            );
        }
        catch (FormatException e)
        {
            throw new SourceFailureException(
                FailureKind.Malformed,
                $"The ConfigMap {name} can't be read: {e.Message}.",
                e
            );
        }
    }
}
