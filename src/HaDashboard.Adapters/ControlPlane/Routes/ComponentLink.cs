namespace HaDashboard.Adapters.ControlPlane.Routes;

/// <summary>The connections to a component at one address: without credentials, and with those of the kubeconfig.</summary>
internal sealed class ComponentLink(Func<bool, NodeHttp> open) : IDisposable
{
    private readonly Lazy<NodeHttp> _anonymous = new(() => open(false));
    private readonly Lazy<NodeHttp> _signed = new(() => open(true));

    public NodeHttp Anonymous => _anonymous.Value;

    public NodeHttp Signed => _signed.Value;

    public void Dispose()
    {
        foreach (var http in new[] { _anonymous, _signed }.Where(http => http.IsValueCreated))
        {
            http.Value.Dispose();
        }
    }
}
