using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Reads <c>/healthz</c> of a controller-manager or scheduler. Where the secure port is closed, it tries the plain port of old clusters.
/// </summary>
internal sealed class ComponentProber(
    ProbeTools tools,
    ControlPlaneComponent component,
    SourceDescriptor<ComponentProbe> source,
    Uri address,
    Uri? old
) : NodeProbe<ComponentProbe>(source, tools)
{
    private readonly NodeHttp _http = tools.Http(address, tools.Component);
    private readonly NodeHttp? _old = old is null ? null : tools.Http(old, tools.Component);

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        _old?.Dispose();
        return base.DisposeAsync();
    }

    public override async Task<ComponentProbe> ReadAsync(CancellationToken ct)
    {
        var (http, answer) = await AskAsync(ct);
        return new ComponentProbe(
            HealthReader.Read(answer),
            answer.Elapsed,
            http.Address.GetLeftPart(UriPartial.Authority),
            answer.Identity
        );
    }

    protected override string Describe(ComponentProbe value) =>
        $"{value.Endpoint}, health {ProbeWords.Of(value.Health)}, server {ProbeWords.Of(value.Identity)}";

    private async Task<(NodeHttp Http, NodeAnswer Answer)> AskAsync(CancellationToken ct)
    {
        try
        {
            return (_http, await _http.GetAsync("/healthz", ct));
        }
        catch (SourceFailureException e) when (e.Kind is FailureKind.PortClosed && _old is not null)
        {
            try
            {
                return (_old, await _old.GetAsync("/healthz", ct));
            }
            catch (SourceFailureException o) when (o.Kind is FailureKind.PortClosed or FailureKind.PortForbidden)
            {
                throw new SourceFailureException(
                    FailureKind.PortClosed,
                    ProbeTexts.ComponentStopped(component.Id(), Tools.Node.Name, e.Reason),
                    e
                );
            }
        }
    }
}
