using System.Globalization;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Configuration;
using HaDashboard.Adapters.Kubernetes.Leases;
using HaDashboard.Adapters.Kubernetes.Watching;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// Tries once, for <c>--check</c>, every kind of request to the API: connect, list and watch nodes and pods, read events, logs and leases.
/// </summary>
public sealed class KubernetesCheck
{
    /// <summary>A name that no pod and no lease has.</summary>
    private const string AbsentName = "hadashboard-check";

    private readonly KubernetesOptions _options;
    private readonly IApiConnector _connector;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public KubernetesCheck(KubernetesOptions options, IApiConnector connector, TimeSpan timeout, TimeProvider time)
    {
        _options = options;
        _connector = connector;
        _timeout = timeout;
        _time = time;
    }

    public async Task<IReadOnlyList<KubernetesCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        const string Connection = "Kubernetes connection";
        try
        {
            using var api = _connector.Connect();
            await api.ReadyAsync(cancellationToken);
            List<KubernetesCheckResult> results = [new(Connection, Ok: true, api.Endpoint)];
            await TryAsync(api, WatchedResources.Nodes.Name, WatchedResources.Nodes.Path, results, cancellationToken);
            var pods = WatchedResources.Pods(_options.Namespace);
            await TryAsync(api, pods.Name, pods.Path, results, cancellationToken);
            var place = Uri.EscapeDataString(_options.Namespace);
            await MayAsync(
                api,
                new ApiRequest(
                    "list",
                    ApiRequest.ResourceIn(_options.Namespace, "events"),
                    $"api/v1/namespaces/{place}/events?limit=1"
                ),
                results,
                cancellationToken
            );
            await MayAsync(
                api,
                new ApiRequest(
                    "get",
                    ApiRequest.ResourceIn(_options.Namespace, "pods/log"),
                    $"api/v1/namespaces/{place}/pods/{AbsentName}/log"
                ),
                results,
                cancellationToken
            );
            await MayAsync(
                api,
                new ApiRequest(
                    "get",
                    ApiRequest.ResourceIn(_options.Namespace, "leases"),
                    $"apis/coordination.k8s.io/v1/namespaces/{place}/leases/{AbsentName}"
                ),
                results,
                cancellationToken
            );
            foreach (var request in Optional())
            {
                await MayAsync(api, request, results, cancellationToken, isOptional: true);
            }

            return results;
        }
        catch (SourceFailureException failure)
        {
            return [new(Connection, Ok: false, failure.Message)];
        }
    }

    /// <summary>Requests that only single rules and the topology doctor need: without them the dashboard works with less detail.</summary>
    private IEnumerable<ApiRequest> Optional()
    {
        if (_options.NodeLeaseInterval is not null)
        {
            yield return NodeLeaseReader.Request(AbsentName);
        }

        if (_options.ReadsSetup)
        {
            yield return ConfigMap.Request(_options.Namespace, KubeadmConfigReader.Name);
            yield return ConfigMap.Request(_options.Namespace, KubeProxyConfigReader.Name);
        }
    }

    private async Task TryAsync(
        ApiConnection api,
        Message name,
        string path,
        List<KubernetesCheckResult> results,
        CancellationToken stop
    )
    {
        var version = "0";
        await StepAsync($"list {name}", results, async () =>
        {
            var timing = new WatchTiming { Answer = _timeout };
            var count = 0;
            version = await new ResourceLister(name, path, timing, _time).ListAsync(api, _ => count++, stop);
            return string.Create(CultureInfo.InvariantCulture, $"{count} found");
        });
        await StepAsync($"watch {name}", results, async () =>
        {
            using var deadline = new Deadline(_timeout, _time, stop);
            var request = new ApiRequest(
                "watch",
                name,
                $"{path}?watch=true&timeoutSeconds=1&resourceVersion={Uri.EscapeDataString(version)}"
            );
            await using var stream = await api.WatchAsync(request, deadline);
            return "allowed";
        });
    }

    // The API checks permissions before existence: an account without the permission gets 403 and never 404.
    private Task MayAsync(
        ApiConnection api,
        ApiRequest request,
        List<KubernetesCheckResult> results,
        CancellationToken stop,
        bool isOptional = false
    )
    {
        async Task<string> AskAsync()
        {
            using var deadline = new Deadline(_timeout, _time, stop);
            try
            {
                await api.GetAsync(request, deadline);
            }
            catch (SourceFailureException failure) when (failure.Kind is FailureKind.NotFound)
            {
                // The object is not expected to exist.
            }

            return "allowed";
        }

        return StepAsync(request.ToString(), results, AskAsync, isOptional);
    }

    private static async Task StepAsync(
        string what,
        List<KubernetesCheckResult> results,
        Func<Task<string>> act,
        bool isOptional = false
    )
    {
        try
        {
            results.Add(new KubernetesCheckResult(what, Ok: true, await act()));
        }
        catch (Exception exception) when (exception is SourceFailureException or ResourceExpiredException)
        {
            results.Add(
                new KubernetesCheckResult(what, isOptional, Printable.Excerpt(exception.Message, 1000), isOptional)
            );
        }
    }
}
