using System.Runtime.CompilerServices;

namespace HaDashboard.Adapters.Audit;

/// <summary>Reads the lines of a file backwards, the last one first, and only as much of the file as the caller requests.</summary>
internal static class LinesFromTheEnd
{
    private const int Block = 64 * 1024;

    /// <summary>
    /// The dashboard writes no longer line. Without a limit, a file without line ends would be read completely into memory.
    /// </summary>
    private const int MaxLine = 1024 * 1024;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        FileStream file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        byte[] tail = []; // The end of a line that begins in an earlier block.
        for (var position = file.Length; position > 0; )
        {
            var size = (int)Math.Min(Block, position);
            position -= size;
            var bytes = new byte[size + tail.Length];
            file.Seek(position, SeekOrigin.Begin);
            await file.ReadExactlyAsync(bytes.AsMemory(0, size), cancellationToken);
            tail.CopyTo(bytes, size);

            var end = bytes.Length;
            for (int start; (start = Array.LastIndexOf(bytes, (byte)'\n', end - 1, end)) >= 0; end = start)
            {
                if (end - start > 1)
                {
                    yield return bytes.AsMemory(start + 1, end - start - 1);
                }

                if (start == 0)
                {
                    end = 0;
                    break;
                }
            }

            tail = end > MaxLine ? [] : bytes[..end];
        }

        if (tail.Length > 0)
        {
            yield return tail;
        }
    }
}
