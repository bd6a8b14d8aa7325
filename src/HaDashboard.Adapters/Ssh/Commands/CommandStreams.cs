namespace HaDashboard.Adapters.Ssh.Commands;

/// <summary>Collects the two output streams of a command, together in order of arrival and each for itself.</summary>
internal sealed class CommandStreams(OutputPart keep)
{
    private readonly CommandOutput _all = new(keep);
    private readonly CommandOutput _output = new(keep);
    private readonly CommandOutput _errors = new(keep);

    public void AppendOutput(ReadOnlySpan<byte> data)
    {
        _all.Append(data);
        _output.Append(data);
    }

    public void AppendErrors(ReadOnlySpan<byte> data)
    {
        _all.Append(data);
        _errors.Append(data);
    }

    public CommandResult Result(int? exitCode, TimeSpan duration, bool timedOut) =>
        new(exitCode, _all.ToString(), duration, timedOut, _all.Truncated)
        {
            StandardOutput = _output.Text,
            StandardError = _errors.ToString(),
        };
}
