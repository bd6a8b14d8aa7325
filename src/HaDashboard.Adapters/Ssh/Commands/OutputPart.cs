namespace HaDashboard.Adapters.Ssh.Commands;

/// <summary>Which part of a command's output is kept if the output exceeds the limit.</summary>
public enum OutputPart
{
    /// <summary>The beginning. It suits a configuration, and a check whose first error causes the others.</summary>
    First,

    /// <summary>The end, from the beginning of a line. It suits a log, whose newest lines are needed.</summary>
    Last,
}
