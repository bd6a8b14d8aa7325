using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.ControlPlane;

/// <summary>
/// A master's clock, by the Date of its apiserver's answers, whatever their status. A Date has whole seconds; so each question waits for the
/// moment at which the second should change if what is known were right in its middle, and the answer halves what is left open.
/// </summary>
internal sealed class ClockProber(ProbeTools tools) : NodeProbe<ClockBounds>(SourceCatalogue.Clock, tools)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly NodeHttp _http = tools.Http(tools.Options.ApiServer, tools.ApiServer);
    private ClockBounds? _known;
    private long _knownAt;
    private DateTimeOffset _answeredAt;

    protected override DateTimeOffset ObservedAt => _answeredAt;

    public override ValueTask DisposeAsync()
    {
        _http.Dispose();
        return base.DisposeAsync();
    }

    public override async Task<ClockBounds> ReadAsync(CancellationToken ct)
    {
        await _http.GetAsync("/version", ct); // the connection is made now, so that the question behind it is short
        if (_known is { } before && Tools.Options.Timeout > 2 * Second)
        {
            await Task.Delay(UntilTheSecond(Time.GetUtcNow() + before.Middle), Time, ct);
        }

        var asked = Time.GetUtcNow();
        var told = (await _http.GetAsync("/version", ct)).Date
            ?? throw new SourceFailureException(FailureKind.Malformed, $"{_http.Where} answers without a Date.");
        _answeredAt = Time.GetUtcNow();
        var look = ClockBounds.Of(told, Second, asked, _answeredAt);
        _known = _known?.And(look, Time.GetElapsedTime(_knownAt)) ?? look;
        _knownAt = Time.GetTimestamp();
        return _known;
    }

    private static TimeSpan UntilTheSecond(DateTimeOffset there) =>
        TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (there.Ticks % TimeSpan.TicksPerSecond));
}
