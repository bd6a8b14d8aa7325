using System.Globalization;
using System.Text;

namespace HaDashboard.Adapters.Ssh;

/// <summary>Collects a command's two streams as they arrive and keeps 64 KiB of them.</summary>
internal sealed class CommandOutput(OutputPart keep = OutputPart.First)
{
    public const int MaxBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _kept = new byte[MaxBytes];
    private int _start;
    private int _length;
    private bool _truncated;

    public bool Truncated
    {
        get
        {
            lock (_lock)
            {
                return _truncated;
            }
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            var room = MaxBytes - _length;
            _truncated |= data.Length > room;
            if (keep is OutputPart.First)
            {
                data = data[..Math.Min(room, data.Length)];
            }
            else
            {
                data = data[Math.Max(0, data.Length - MaxBytes)..];
                Forget(data.Length - room);
            }

            Write(data);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            var bytes = new byte[_length];
            for (var i = 0; i < _length; i++)
            {
                bytes[i] = _kept[(_start + i) % MaxBytes];
            }

            return ShowControls(
                Encoding.UTF8.GetString(bytes.AsSpan(keep is OutputPart.Last && _truncated ? AfterFirstLine(bytes) : 0))
            );
        }
    }

    private void Forget(int count)
    {
        if (count > 0)
        {
            _start = (_start + count) % MaxBytes;
            _length -= count;
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        var at = (_start + _length) % MaxBytes;
        var untilEnd = Math.Min(data.Length, MaxBytes - at);
        data[..untilEnd].CopyTo(_kept.AsSpan(at));
        data[untilEnd..].CopyTo(_kept);
        _length += data.Length;
    }

    // The cut falls anywhere, even into a letter: half a line that looks whole would be read as one.
    private static int AfterFirstLine(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)'\n') + 1;

    /// <summary>A node's output reaches browsers, logs and terminals: an escape sequence in it must not.</summary>
    private static string ShowControls(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = IsHidden(c) ? builder.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : builder.Append(c);
        }

        return builder.ToString();
    }

    private static bool IsHidden(char c) => c is not ('\n' or '\t') && (char.IsControl(c) || c is '\u2028' or '\u2029');
}
