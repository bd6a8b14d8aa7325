using System.Buffers;
using System.Globalization;
using System.Text;

namespace HaDashboard.Adapters.Ssh;

/// <summary>Collects a command's two streams as they arrive and keeps the first 64 KiB.</summary>
internal sealed class CommandOutput
{
    public const int MaxBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _kept = new();
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
            var room = MaxBytes - _kept.WrittenCount;
            _truncated |= data.Length > room;
            _kept.Write(data[..Math.Min(room, data.Length)]);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return ShowControls(Encoding.UTF8.GetString(_kept.WrittenSpan));
        }
    }

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
