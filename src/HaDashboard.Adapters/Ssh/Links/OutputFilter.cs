namespace HaDashboard.Adapters.Ssh.Links;

/// <summary>
/// Removes what the account's shell prints before the output of a command, from one stream of that command. It keeps the first bytes until
/// it is clear whether they belong to the shell.
/// </summary>
internal sealed class OutputFilter
{
    /// <summary>No start-up file of a shell prints more than this.</summary>
    private const int MaxHeld = 64 * 1024;

    private readonly byte[] _text;
    private readonly bool _isMarker;
    private readonly Action<ReadOnlySpan<byte>> _receiver;
    private readonly List<byte> _held = [];
    private bool _isOpen;

    private OutputFilter(byte[] text, bool isMarker, Action<ReadOnlySpan<byte>> receiver)
    {
        (_text, _isMarker, _receiver) = (text, isMarker, receiver);
        _isOpen = text.Length == 0;
    }

    /// <summary>False if the stream ended, or its output began, without the expected text.</summary>
    internal bool HasFound { get; private set; } = true;

    /// <summary>Passes everything on.</summary>
    internal static OutputFilter None(Action<ReadOnlySpan<byte>> receiver) => new([], isMarker: false, receiver);

    /// <summary>Drops these bytes at the beginning of the stream. If it begins otherwise, everything is passed on.</summary>
    internal static OutputFilter Prefix(byte[] text, Action<ReadOnlySpan<byte>> receiver) =>
        new(text, isMarker: false, receiver);

    /// <summary>Drops everything up to the end of the marker.</summary>
    internal static OutputFilter Until(byte[] marker, Action<ReadOnlySpan<byte>> receiver) =>
        new(marker, isMarker: true, receiver);

    internal void Receive(ReadOnlySpan<byte> data)
    {
        if (_isOpen)
        {
            _receiver(data);
            return;
        }

        _held.AddRange(data);
        if (_isMarker)
        {
            FindMarker();
        }
        else
        {
            ComparePrefix();
        }
    }

    /// <summary>The stream has ended. What is still held is the command's own output: the shell printed something else.</summary>
    internal void End()
    {
        if (!_isOpen)
        {
            Release(0);
            HasFound = false;
        }
    }

    private void FindMarker()
    {
        var held = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_held);
        if (held.IndexOf(_text) is >= 0 and var at)
        {
            Release(at + _text.Length);
        }
        else if (_held.Count > MaxHeld)
        {
            End();
        }
    }

    private void ComparePrefix()
    {
        var held = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_held);
        if (!held.StartsWith(_text.AsSpan(0, Math.Min(_text.Length, held.Length))))
        {
            End();
        }
        else if (held.Length >= _text.Length)
        {
            Release(_text.Length);
        }
    }

    private void Release(int from)
    {
        _isOpen = true;
        var rest = _held.ToArray().AsSpan(from);
        _held.Clear();
        if (!rest.IsEmpty)
        {
            _receiver(rest);
        }
    }
}
