using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Adapters.Audit;

/// <summary>
/// Binds each line of the audit to the one before: it begins with the SHA-256 of that line's bytes, so that a line changed, taken out or
/// put in shows at the next. The end has no next; a small file beside the audit remembers the last line. Whoever may write both can still
/// forge all of it: a copy elsewhere (ship the file, or note the last hash) is what holds against that.
/// </summary>
internal static class AuditChain
{
    private const string Prefix = "{\"previous\":\"";
    private const int HashLength = 64;
    private const int MaxLine = 1024 * 1024;
    private static readonly string Origin = new('0', HashLength);

    /// <summary>The line as it is written: the record, beginning with the hash of the line before.</summary>
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
                        return Broken(
                            number,
                            "does not follow from the line before: that one was changed, or lines between them were taken out"
                        );
                    }

                    records++;
                }
                else if (records == 0)
                {
                    unchained++;
                }
                else if (!LooksCut(line)) // what a crash cut off is no record, and the next line stands on it all the same
                {
                    return Broken(number, "carries no hash: it was not written by the dashboard");
                }

                last = HashOf(line);
            }
        }

        return new AuditChainResult(
            records,
            unchained,
            HeadOf(path) is { } head && head != last
                ? "The end is missing, or was changed: the last line is not the last that was written."
                : null,
            continues
        );

        AuditChainResult Broken(long at, string how) =>
            new(records, unchained, string.Create(CultureInfo.InvariantCulture, $"Line {at} {how}."));
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
                if (line.WrittenCount < MaxLine) // a longer one is none of ours, and its hash will be wrong
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
