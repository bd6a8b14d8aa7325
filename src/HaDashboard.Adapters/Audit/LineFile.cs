namespace HaDashboard.Adapters.Audit;

/// <summary>
/// A file with one JSON object per line and with access for this account only. It is opened for every line, so that log rotation needs
/// no signal.
/// </summary>
internal static class LineFile
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// The bytes to append in one write. A crash cuts off at most the last line, and the next line then begins on a new line.
    /// </summary>
    internal static byte[] BytesToAppend(FileStream file, byte[] line) =>
        EndsInsideALine(file) ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];

    private static bool EndsInsideALine(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
