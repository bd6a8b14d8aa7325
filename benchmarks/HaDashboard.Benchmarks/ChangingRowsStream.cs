namespace HaDashboard.Benchmarks;

/// <summary>
/// Makes every server's row differ from the previous poll, as increasing ages do in a real cluster with one poll per second. It changes a
/// digit of the address, so the parser also creates a new string, and the search of this class is measured too. The result is an upper
/// bound.
/// </summary>
internal sealed class ChangingRowsStream(Stream inner) : Stream
{
    private static readonly byte[] Farm = ",10.1."u8.ToArray();
    private static readonly byte[] Loopback = ",127.0.0."u8.ToArray();
    private bool _turn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (_turn)
        {
            Turn(buffer.Span[..read], Farm, 4);
            Turn(buffer.Span[..read], Loopback, 9);
        }

        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _turn ^= buffer.Span.StartsWith("show stat"u8);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private static void Turn(Span<byte> text, ReadOnlySpan<byte> before, int digit)
    {
        for (var at = 0; text[at..].IndexOf(before) is var found and >= 0; at += found + 1)
        {
            if (at + found + digit < text.Length)
            {
                text[at + found + digit] = (byte)'9';
            }
        }
    }
}
