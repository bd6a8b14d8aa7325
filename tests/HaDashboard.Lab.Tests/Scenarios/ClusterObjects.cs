using System.Globalization;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>
/// The objects that kubelets, controller manager and scheduler would write to the API: nodes that are Ready, running static pods, and two
/// leases that are renewed. The test writes them. There is no kubelet, so the API does not show that a process has stopped.
/// </summary>
internal sealed class ClusterObjects : IAsyncDisposable
{
    private const string Space = "/api/v1/namespaces/kube-system/pods";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
    private static readonly string[] Components =
    [
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly KubeApiServers _api;
    private readonly Task _renewing;

    private ClusterObjects(KubeApiServers api)
    {
        _api = api;
        _renewing = RenewAsync();
    }

    public static async Task<ClusterObjects> WriteAsync(KubeApiServers api, IEnumerable<ScenarioNode> nodes)
    {
        foreach (var node in nodes)
        {
            var label = node.IsMaster ? "\"node-role.kubernetes.io/master\":\"\"" : "";
            await PutAsync(
                api,
                HttpMethod.Post,
                "/api/v1/nodes",
                $$$"""{"metadata":{"name":"{{{node.Name}}}","labels":{ {{{label}}} } } }"""
            );
            await PutAsync(
                api,
                HttpMethod.Patch,
                $"/api/v1/nodes/{node.Name}/status",
                $$$"""{"status":{"addresses":[{"type":"InternalIP","address":"{{{node.Address}}}"}],"conditions":["""
                    + $$$"""{"type":"Ready","status":"True","reason":"KubeletReady"}]}}"""
            );
            foreach (var component in node.IsMaster ? Components : [])
            {
                await PutAsync(
                    api,
                    HttpMethod.Post,
                    Space,
                    $$$"""{"metadata":{"name":"{{{component}}}-{{{node.Name}}}","labels":"""
                        + $$$"""{"component":"{{{component}}}","tier":"control-plane"}},"spec":"""
                        + $$$"""{"nodeName":"{{{node.Name}}}","containers":[{"name":"main","image":"x"}]}}"""
                );
                await PutAsync(
                    api,
                    HttpMethod.Patch,
                    $"{Space}/{component}-{node.Name}/status",
                    """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":["""
                        + """{"name":"main","image":"x","imageID":"","ready":true,"restartCount":0,"state":{"running":{}}}]}}"""
                );
            }
        }

        foreach (var lease in Components[2..])
        {
            await PutAsync(
                api,
                HttpMethod.Post,
                Leases,
                $$$"""{"metadata":{"name":"{{{lease}}}"},"spec": {{{LeaseSpec()}}} }"""
            );
        }

        return new ClusterObjects(api);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
    }

    // One minute instead of kubeadm's 15 s, so that a busy machine does not look like an expired lease.
    private static string LeaseSpec()
    {
        var renewed = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        return """{"holderIdentity":"master1_4711","leaseDurationSeconds":60,"leaseTransitions":1,"""
            + $"\"renewTime\":\"{renewed}\"}}";
    }

    /// <summary>Writes an object. The namespace is created slightly after the apiserver becomes ready, so the write is retried.</summary>
    private static async Task PutAsync(KubeApiServers api, HttpMethod method, string path, string json)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await api.TryAsync(0, method, path, json))
        {
            await Task.Delay(200, deadline.Token);
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                foreach (var lease in Components[2..])
                {
                    await AnywhereAsync($"{Leases}/{lease}", $$"""{"spec": {{LeaseSpec()}} }""");
                }

                await Task.Delay(TimeSpan.FromSeconds(3), _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task AnywhereAsync(string path, string json)
    {
        for (var i = 0; i < KubeApiServers.Size && !_stop.IsCancellationRequested; i++)
        {
            if (await _api.TryAsync(i, HttpMethod.Patch, path, json))
            {
                return;
            }
        }
    }
}
