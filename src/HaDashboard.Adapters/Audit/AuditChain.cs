using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// Chains the lines of the audit log: each line begins with the SHA-256 of the line before it, so a line that was changed, removed or
/// inserted is detected at the next line. A separate file next to the log stores the hash of the last line, which has no next one. An
/// attacker who can write both files can still forge the whole log. Only a copy on another system protects against that: ship the file,
/// or note the last hash.
/// </summary>
internal static class AuditChain
{
    private const string Prefix = "{\"previous\":\"";
    private const int HashLength = 64;
    private const int MaxLine = 1024 * 1024;
    private static readonly string Origin = new('0', HashLength);

    /// <summary>The line to write: the record with the hash of the line before it as its first property.</summary>
    internal static byte[] Bind(ReadOnlySpan<byte> record, string previous) =>
        [.. Encoding.ASCII.GetBytes($"{Prefix}{previous}\","), .. record[1..]];

    internal static string HashOf(ReadOnlySpan<byte> line) =>
        line.IsEmpty ? Origin : Convert.ToHexStringLower(SHA256.HashData(line));

    internal static string HeadFileOf(string path) => path + ".head";

    internal static async Task<AuditChainResult> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        long number = 0,
            records = 0,
            unchained = 0;
        var continues = false;
        var last = Origin;
        if (File.Exists(path))
        {
            await using var file = new FileStream(
                path,
                new FileStreamOptions
                {
                    Access = FileAccess.Read,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    Options = FileOptions.Asynchronous,
                }
            );
            await foreach (var line in LinesAsync(file, cancellationToken))
            {
                number++;
                var previous = PreviousOf(line);
                if (previous is not null)
                {
                    continues |= number == 1 && previous != Origin;
                    if (number > 1 && previous != last)
                    {
                        return Broken(AuditChainTexts.LineMismatch(number));
                    }

                    records++;
                }
                else if (records == 0)
                {
                    unchained++;
                }
                else if (!LooksCut(line)) // A line that a crash cut off is not a record, but the next line contains its hash.
                {
                    return Broken(AuditChainTexts.LineWithoutHash(number));
                }

                last = HashOf(line);
            }
        }

        return new AuditChainResult(
            records,
            unchained,
            HeadOf(path) is { } head && head != last ? AuditChainTexts.EndMissing : null,
            continues
        );

        AuditChainResult Broken(Message problem) => new(records, unchained, problem);
    }

    private static string? HeadOf(string path) =>
        File.Exists(HeadFileOf(path)) && File.ReadAllText(HeadFileOf(path)).Trim() is { Length: HashLength } head
            ? head
            : null;

    private static string? PreviousOf(ReadOnlySpan<byte> line) =>
        line.Length > Prefix.Length + HashLength && line.StartsWith(Encoding.ASCII.GetBytes(Prefix))
            ? Encoding.ASCII.GetString(line.Slice(Prefix.Length, HashLength))
            : null;

    private static bool LooksCut(ReadOnlySpan<byte> line) => line.IsEmpty || line[^1] != (byte)'}';

    private static async IAsyncEnumerable<byte[]> LinesAsync(
        FileStream file,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var block = new byte[64 * 1024];
        var line = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await file.ReadAsync(block, cancellationToken)) > 0)
        {
            for (var start = 0; start < read; )
            {
                var end = Array.IndexOf(block, (byte)'\n', start, read - start);
                var stop = end < 0 ? read : end;
                if (line.WrittenCount < MaxLine) // The dashboard writes no longer line, so a longer one may get a wrong hash.
                {
                    line.Write(block.AsSpan(start, stop - start));
                }

                start = stop + 1;
                if (end >= 0)
                {
                    yield return line.WrittenSpan.ToArray();
                    line.Clear();
                }
            }
        }

        if (line.WrittenCount > 0)
        {
            yield return line.WrittenSpan.ToArray();
        }
    }
}
