using System.Buffers;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.HaProxy.Runtime;

/// <summary>
/// Receives a reply. Its array is rented for one poll and returned: a hundred nodes whose polls are spread over the interval share a few
/// arrays, and a table of megabytes allocates no new array each second.
/// </summary>
internal sealed class ReplyBuffer : IDisposable
{
    /// <summary>Enough for about 270,000 servers. A larger reply does not come from HAProxy.</summary>
    internal const int MaxReply = 64 * 1024 * 1024;

    private const int Smallest = 16 * 1024;
    private byte[] _array = [];
    private int _hint = Smallest;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _array.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Free memory to read into; it grows as needed.</summary>
    internal Memory<byte> Room()
    {
        if (Length == _array.Length)
        {
            Grow();
        }

        return _array.AsMemory(Length);
    }

    internal void Advance(int count) => Length += count;

    /// <summary>Returns the array, and keeps the size that was needed.</summary>
    public void Dispose()
    {
        _hint = Math.Max(Smallest, _array.Length);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        (_array, Length) = ([], 0);
    }

    private void Grow()
    {
        if (Length >= MaxReply)
        {
            _hint = Smallest;
            throw new SourceFailureException(
                FailureKind.Malformed,
                HaProxyAdapterTexts.AnswerWithoutEnd(MaxReply / 1024 / 1024)
            );
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(MaxReply, Math.Max(_hint, _array.Length * 2)));
        Written.CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
