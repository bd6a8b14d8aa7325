using System.Text.Json;
using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Operations.Journal;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// Stores reloads in a file next to the audit log: one JSON object per step on its own line, appended and flushed to the disk. So the next
/// run of the dashboard can distinguish an interrupted reload from a completed one.
/// </summary>
public sealed partial class JsonLinesReloadArchive(string path, ILogger<JsonLinesReloadArchive> logger) : IReloadArchive
{
    private const int MaxRecords = 200;

    /// <summary>The number of lines to read at most. Each reload writes one line per step.</summary>
    private const int MaxLines = 20 * MaxRecords;

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
                var bytes = LineFile.BytesToAppend(file, line);
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
            return ReadAsync().GetAwaiter().GetResult(); // It blocks only once, at start, for a local file.
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
                found.TryAdd(record.Id, record); // The file is read from its end, so the first line of a reload is its newest.
            }

            if (found.Count == MaxRecords || ++lines == MaxLines)
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
            "Reload {Id} could not be written to {Path}. It will be missing after a restart of the dashboard."
        )]
        public static partial void NotWritten(ILogger logger, string id, string path, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "The reloads of earlier runs could not be read from {Path}.")]
        public static partial void NotRead(ILogger logger, string path, Exception exception);
    }
}
