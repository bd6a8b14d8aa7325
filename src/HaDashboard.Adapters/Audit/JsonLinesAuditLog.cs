using System.Text.Json;
using HaDashboard.Core.Commands;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// The audit as a file of one JSON object per line, appended and flushed to the disk before anything is done. The file is opened for
/// every entry: entries are rare, and a rotation needs no signal.
/// </summary>
public sealed class JsonLinesAuditLog : IAuditLog, IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _path;

    /// <exception cref="IOException">The file can't be written: better said at start than at the first reload.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public JsonLinesAuditLog(string path)
    {
        _path = Path.GetFullPath(path);
        CreateDirectory(Path.GetDirectoryName(_path)!);
        using var _ = Open();
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
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var file = Open();
            // One write of line and line end: what a crash cuts off is at most the last line, and the next entry begins a new one.
            byte[] bytes = EndsInsideALine(file) ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(bytes, CancellationToken.None); // half an entry because somebody left would be worse than a late one
            file.Flush(flushToDisk: true);
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

        await using var file = new FileStream(_path, new FileStreamOptions
        {
            Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous,
        });
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

    public void Dispose() => _writer.Dispose();

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(_path, options);
    }

    private static bool EndsInsideALine(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
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
