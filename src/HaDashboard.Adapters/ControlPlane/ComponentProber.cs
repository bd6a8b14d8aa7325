using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>Reads <c>/healthz</c> of a controller-manager or scheduler.</summary>
internal sealed class ComponentProber(
    ProbeTools tools,
    ControlPlaneComponent component,
    SourceDescriptor<ComponentProbe> source
) : NodeProbe<ComponentProbe>(source, tools)
{
    private readonly ComponentRoute _route = new(tools, component);

    public override string? Advice => _route.Advice;

    public override ValueTask DisposeAsync()
    {
        _route.Dispose();
        return base.DisposeAsync();
    }

    public override Task<ComponentProbe> ReadAsync(CancellationToken ct) =>
        _route.AskAsync(link => ReadAsync(link.Anonymous, ct));

    protected override string Describe(ComponentProbe value) =>
        $"health {ProbeWords.Of(value.Health)}, server {ProbeWords.Of(value.Identity)}, {_route.Place}";

    private static async Task<ComponentProbe> ReadAsync(NodeHttp http, CancellationToken ct)
    {
        var answer = await http.GetAsync("/healthz", ct);
        return new ComponentProbe(
            HealthReader.Read(answer),
            answer.Elapsed,
            http.Address.GetLeftPart(UriPartial.Authority),
            answer.Identity
        );
    }
}
