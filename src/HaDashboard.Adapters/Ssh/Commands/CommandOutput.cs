using System.Globalization;
using System.Text;

namespace HaDashboard.Adapters.Ssh.Commands;

/// <summary>Collects the output of a command as it arrives and keeps <see cref="MaxBytes"/> of them.</summary>
internal sealed class CommandOutput(OutputPart keep = OutputPart.First)
{
    public const int MaxBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private byte[] _kept = [];
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
            _kept = _kept.Length == 0 ? new byte[MaxBytes] : _kept;
            var free = MaxBytes - _length;
            _truncated |= data.Length > free;
            if (keep is OutputPart.First)
            {
                data = data[..Math.Min(free, data.Length)];
            }
            else
            {
                data = data[Math.Max(0, data.Length - MaxBytes)..];
                DropOldest(data.Length - free);
            }

            Write(data);
        }
    }

    /// <summary>The text unchanged.</summary>
    public string Text => Read();

    /// <summary>The text with control characters made visible.</summary>
    public override string ToString() => ShowControls(Read());

    private string Read()
    {
        lock (_lock)
        {
            var bytes = new byte[_length];
            for (var i = 0; i < _length; i++)
            {
                bytes[i] = _kept[(_start + i) % MaxBytes];
            }

            return Encoding.UTF8.GetString(
                bytes.AsSpan(keep is OutputPart.Last && _truncated ? AfterFirstLine(bytes) : 0)
            );
        }
    }

    private void DropOldest(int count)
    {
        if (count > 0)
        {
            _start = (_start + count) % MaxBytes;
            _length -= count;
        }
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        var position = (_start + _length) % MaxBytes;
        var untilEnd = Math.Min(data.Length, MaxBytes - position);
        data[..untilEnd].CopyTo(_kept.AsSpan(position));
        data[untilEnd..].CopyTo(_kept);
        _length += data.Length;
    }

    // The output can be cut inside a line or a character, so the first line is dropped: a reader would take it for a complete line.
    private static int AfterFirstLine(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)'\n') + 1;

    /// <summary>
    /// Makes control characters visible, because the output is shown in browsers, logs and terminals and may contain escape sequences.
    /// </summary>
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
