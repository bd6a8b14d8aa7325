using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// A master's clock, by the Date of its apiserver's answers, whatever their status. A Date has whole seconds; so each question waits for the
/// moment at which the second should change if what is known were right in its middle, and the answer halves what is left open.
/// </summary>
internal sealed class ClockProber(ProbeTools tools) : IProbe
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly NodeHttp _http = tools.Http(tools.Options.ApiServer, tools.ApiServer);
    private ClockBounds? _known;
    private long _knownAt;

    public SourceId Source { get; } = new(SourceKind.Clock, tools.Node.Name);

    public void Dispose() => _http.Dispose();

    public async Task<Observation> ProbeAsync(CancellationToken ct)
    {
        await _http.GetAsync("/version", ct); // the connection is made now, so that the question behind it is short
        if (_known is { } before && tools.Options.Timeout > 2 * Second)
        {
            await Task.Delay(UntilTheSecond(tools.Time.GetUtcNow() + before.Middle), tools.Time, ct);
        }

        var asked = tools.Time.GetUtcNow();
        var told = (await _http.GetAsync("/version", ct)).Date
            ?? throw new SourceFailureException(FailureKind.Malformed, $"{_http.Where} answers without a Date.");
        var heard = tools.Time.GetUtcNow();
        var look = ClockBounds.Of(told, Second, asked, heard);
        _known = _known?.And(look, tools.Time.GetElapsedTime(_knownAt)) ?? look;
        _knownAt = tools.Time.GetTimestamp();
        return new ClockObserved(tools.Node.Name, _known, heard);
    }

    private static TimeSpan UntilTheSecond(DateTimeOffset there) =>
        TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (there.Ticks % TimeSpan.TicksPerSecond));
}
