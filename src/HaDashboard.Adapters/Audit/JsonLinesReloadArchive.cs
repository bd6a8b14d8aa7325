using System.Text.Json;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Operations.Journal;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// The reloads as a file beside the audit: one JSON object per line and step, appended and flushed to the disk, so that a run that ended in
/// the middle of a reload can be told from one that ended after it.
/// </summary>
public sealed partial class JsonLinesReloadArchive(string path, ILogger<JsonLinesReloadArchive> logger) : IReloadArchive
{
    private const int Kept = 200;

    /// <summary>Lines looked at for them: each reload writes a line per step.</summary>
    private const int MaxLines = 20 * Kept;

    private readonly Lock _lock = new();
    private readonly string _path = Path.GetFullPath(path);

    public void Write(ReloadRecord record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record, ReloadJson.Default.ReloadRecord);
        try
        {
            lock (_lock)
            {
                using var file = LineFile.Open(_path);
                var bytes = LineFile.Ending(file, line);
                file.Seek(0, SeekOrigin.End);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, record.Id, _path, exception);
        }
    }

    public IReadOnlyList<ReloadRecord> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            return ReadAsync().GetAwaiter().GetResult(); // once, at the start, from a local file
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(logger, _path, exception);
            return [];
        }
    }

    private async Task<List<ReloadRecord>> ReadAsync()
    {
        var found = new Dictionary<string, ReloadRecord>(StringComparer.Ordinal);
        var lines = 0;
        await using var file = new FileStream(
            _path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        await foreach (var line in LinesFromTheEnd.ReadAsync(file, CancellationToken.None).ConfigureAwait(false))
        {
            if (Parse(line) is { } record)
            {
                found.TryAdd(record.Id, record); // from the end: the first met is the last written
            }

            if (found.Count == Kept || ++lines == MaxLines)
            {
                break;
            }
        }

        return [.. found.Values.OrderByDescending(record => record.StartedAt)];
    }

    private static ReloadRecord? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, ReloadJson.Default.ReloadRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "Reload {Id} could not be written to {Path}: a restart of the dashboard will not know of it."
        )]
        public static partial void NotWritten(ILogger logger, string id, string path, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The reloads of earlier runs could not be read from {Path}.")]
        public static partial void NotRead(ILogger logger, string path, Exception exception);
    }
}
