namespace HaDashboard.Adapters.Audit;

/// <summary>A file of one JSON object a line, for this account alone: opened for every line, so that a rotation needs no signal.</summary>
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

    /// <summary>What to write in one go at the file's end: what a crash cuts off is at most the last line, and the next begins a new one.</summary>
    internal static byte[] Ending(FileStream file, byte[] line) =>
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
