using HaDashboard.Adapters.ControlPlane.Routes;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// Estimates the clock of a control-plane node from the Date header of its apiserver's answers, whatever their status. A Date header has
/// whole seconds. Each request is therefore sent when the second should change if the clock were in the middle of the known range, and each
/// answer halves that range.
/// </summary>
internal sealed class ClockProber(ProbeTools tools) : NodeProbe<ClockBounds>(SourceCatalogue.Clock, tools)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ComponentRoute _route = new(tools, ControlPlaneComponent.ApiServer);
    private ClockBounds? _known;
    private long _knownAt;
    private DateTimeOffset _answeredAt;

    protected override DateTimeOffset ObservedAt => _answeredAt;

    public override ValueTask DisposeAsync()
    {
        _route.Dispose();
        return base.DisposeAsync();
    }

    public override Task<ClockBounds> ReadAsync(CancellationToken ct) =>
        _route.AskAsync(link => ReadAsync(link.Anonymous, ct));

    private async Task<ClockBounds> ReadAsync(NodeHttp http, CancellationToken ct)
    {
        await http.GetAsync("/version", ct); // opens the connection, so that the measured request is short
        if (_known is { } before && Tools.Options.Timeout > 2 * Second)
        {
            await Task.Delay(UntilTheSecond(Time.GetUtcNow() + before.Middle), Time, ct);
        }

        var asked = Time.GetUtcNow();
        var date = (await http.GetAsync("/version", ct)).Date
            ?? throw new SourceFailureException(FailureKind.Malformed, ProbeTexts.NoDate(http.Where));
        _answeredAt = Time.GetUtcNow();
        var look = ClockBounds.Of(date, Second, asked, _answeredAt);
        _known = _known?.And(look, Time.GetElapsedTime(_knownAt)) ?? look;
        _knownAt = Time.GetTimestamp();
        return _known;
    }

    private static TimeSpan UntilTheSecond(DateTimeOffset there) =>
        TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (there.Ticks % TimeSpan.TicksPerSecond));
}
