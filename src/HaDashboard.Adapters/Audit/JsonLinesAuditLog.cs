using System.Text.Json;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// The audit log as a file with one JSON object per line. An entry is appended and flushed to the disk before the action runs. The file is
/// opened for every entry, so that log rotation needs no signal; entries are rare.
/// </summary>
public sealed class JsonLinesAuditLog : IAuditLog, IAuditChain, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _path;
    private string? _last; // The hash of the last line; null until it has been read from the file.

    /// <summary>Opens the file once, so that a file that cannot be written is detected at start and not at the first action.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This account must not write the file.</exception>
    public JsonLinesAuditLog(string path)
    {
        _path = Path.GetFullPath(path);
        CreateDirectory(Path.GetDirectoryName(_path)!);
        using var _ = LineFile.Open(_path);
    }

    /// <summary>A message that says why the file cannot be written; null if it can be written.</summary>
    public static string? ProblemWith(string path)
    {
        try
        {
            using var log = new JsonLinesAuditLog(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the file {path} cannot be written by this account ({Environment.UserName})";
        }
    }

    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var file = LineFile.Open(_path);
            // After a rotation, the first line of the new file contains the hash of the last line of the old one.
            var previous = _last is null || file.Length > 0 ? await LastHashAsync(file) : _last;
            var line = AuditChain.Bind(record, previous);
            var bytes = LineFile.BytesToAppend(file, line);
            file.Seek(0, SeekOrigin.End);
            // Not cancellable: a caller that disconnects must not leave a partial entry.
            await file.WriteAsync(bytes, CancellationToken.None);
            file.Flush(flushToDisk: true);
            _last = AuditChain.HashOf(line);
            WriteHead(_last);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        if (limit <= 0 || !File.Exists(_path))
        {
            return entries;
        }

        await using var file = new FileStream(
            _path,
            new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            }
        );
        await foreach (var line in LinesFromTheEnd.ReadAsync(file, cancellationToken))
        {
            if (Parse(line) is { } entry)
            {
                entries.Add(entry);
                if (entries.Count == limit)
                {
                    break;
                }
            }
        }

        return entries;
    }

    /// <inheritdoc/>
    public async Task<AuditChainResult> VerifyAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken); // A line and its head must not be written during the check.
        try
        {
            return await AuditChain.VerifyAsync(_path, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    // The hash is read from the file each time, because the next line must match what the file contains, even a line that a crash cut off.
    private static async Task<string> LastHashAsync(FileStream file)
    {
        await foreach (var line in LinesFromTheEnd.ReadAsync(file, CancellationToken.None))
        {
            return AuditChain.HashOf(line.Span);
        }

        return AuditChain.HashOf([]);
    }

    private void WriteHead(string hash)
    {
        try
        {
            var next = AuditChain.HeadFileOf(_path) + ".new";
            File.WriteAllText(next, hash + "\n");
            File.Move(next, AuditChain.HeadFileOf(_path), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The entry itself is on the disk. An outdated head makes the check report a problem, which is safer than the opposite.
        }
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, LineFile.OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    // A line that a crash cut off is skipped; the other lines stay readable.
    private static AuditEntry? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line.Span, AuditJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
