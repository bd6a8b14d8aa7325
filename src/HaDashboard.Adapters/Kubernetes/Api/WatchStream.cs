using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>The lines of a watch, one JSON document per line. A line that is not JSON, or is too long, ends the watch.</summary>
internal sealed class WatchStream(HttpResponseMessage response, Stream stream, Func<Exception, Exception?> problem)
    : IAsyncDisposable
{
    // An object in etcd has at most 1.5 MB; some of its text may become twice as long in JSON.
    private const int LongestLine = 8 * 1024 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The next event; null when the server has ended the watch regularly. Every byte extends the deadline.</summary>
    public async Task<WatchEvent?> NextAsync(Deadline deadline, TimeSpan longestSilence)
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync(deadline.Token);
                deadline.Extend(longestSilence);
                if (TakeLine(read.Buffer) is { } watchEvent)
                {
                    return watchEvent;
                }

                if (read.IsCompleted)
                {
                    // The rest has no line end: it is truncated and can't be used.
                    return null;
                }
            }
        }
        catch (Exception exception) when (problem(exception) is { } translated)
        {
            throw translated;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        response.Dispose();
    }

    private WatchEvent? TakeLine(ReadOnlySequence<byte> buffer)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            if (buffer.Length > LongestLine)
            {
                throw new JsonException("The line is too long.");
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            return null;
        }

        var json = ApiConnection.Json(buffer.Slice(0, end));
        _reader.AdvanceTo(buffer.GetPosition(1, end));
        return
            json.Member("type").Text() is { } type && json.Member("object") is { ValueKind: JsonValueKind.Object } about
            ? new WatchEvent(type, about)
            : throw new JsonException("A watch event needs a type and an object.");
    }
}
