using System.Text.Json;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// The audit as a file of one JSON object per line, appended and flushed to the disk before anything is done. The file is opened for
/// every entry: entries are rare, and a rotation needs no signal.
/// </summary>
public sealed class JsonLinesAuditLog : IAuditLog, IAuditChain, IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _path;
    private string? _last; // the hash of the line written last; null until it was read from the file

    /// <exception cref="IOException">The file can't be written: better said at start than at the first reload.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public JsonLinesAuditLog(string path)
    {
        _path = Path.GetFullPath(path);
        CreateDirectory(Path.GetDirectoryName(_path)!);
        using var _ = LineFile.Open(_path);
    }

    /// <summary>What keeps the file from being written, in words; null where nothing does.</summary>
    public static string? ProblemWith(string path)
    {
        try
        {
            using var log = new JsonLinesAuditLog(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the file {path} can't be written by this account ({Environment.UserName})";
        }
    }

    public async Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var record = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var file = LineFile.Open(_path);
            // After a rotation the new file goes on from the last line of the old one.
            var previous = _last is null || file.Length > 0 ? await LastHashAsync(file) : _last;
            var line = AuditChain.Bind(record, previous);
            var bytes = LineFile.Ending(file, line);
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(bytes, CancellationToken.None); // half an entry because somebody left would be worse than a late one
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
        await _writer.WaitAsync(cancellationToken); // not between a line and its head
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

    // Read from the file each time: what stands there is what the next line must follow, a line that a crash cut off included.
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
            // The record itself is on the disk. A head that stayed behind makes the check complain, which is the right side to err on.
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

    // A line cut by a crash is no entry; the others still are.
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
