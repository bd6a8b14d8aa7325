using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// The lines of a log. A line that is too long is truncated and its rest is skipped, so that no line can fill the memory.
/// </summary>
internal sealed class LogStream(HttpResponseMessage response, Stream stream, Func<Exception, Exception?> problem)
    : IAsyncDisposable
{
    // A timestamp precedes the text.
    private const int LongestLine = LogText.LongestLine + 64;

    private readonly PipeReader _reader = PipeReader.Create(stream);
    private byte[]? _start;

    /// <summary>The next line; null at the end of the log.</summary>
    public async Task<LogLine?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync(cancellationToken);
                if (read.Buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = Line(read.Buffer.Slice(0, end));
                    _reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                    return line;
                }

                if (read.IsCompleted)
                {
                    var last = read.Buffer.IsEmpty && _start is null ? null : Line(read.Buffer);
                    _reader.AdvanceTo(read.Buffer.End);
                    return last;
                }

                Wait(read.Buffer);
            }
        }
        catch (Exception exception) when (problem(exception) is { } translated)
        {
            throw translated;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The response first: this aborts the request, so that the kubelet's stream ends now and not with its next line.
        response.Dispose();
        await _reader.CompleteAsync();
    }

    private void Wait(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length <= LongestLine)
        {
            _reader.AdvanceTo(buffer.Start, buffer.End);
            return;
        }

        _start ??= buffer.Slice(0, LongestLine).ToArray();
        _reader.AdvanceTo(buffer.End);
    }

    private LogLine Line(ReadOnlySequence<byte> bytes)
    {
        var cut = _start is not null || bytes.Length > LongestLine;
        var text = _start is not null
            ? Encoding.UTF8.GetString(_start)
            : Encoding.UTF8.GetString(bytes.Slice(0, Math.Min(bytes.Length, LongestLine)));
        _start = null;
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return
            blank is > 0 and < 40
            && DateTimeOffset.TryParse(
                text.AsSpan(0, blank),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var at
            )
            && text[blank - 1] is 'Z' or >= '0' and <= '9'
            ? LogText.Line(at.ToUniversalTime(), text[(blank + 1)..], cut)
            : LogText.Line(null, text, cut);
    }
}
