namespace HaDashboard.Starting;

/// <summary>The exit codes of the process. Scripts depend on them.</summary>
internal static class ExitCode
{
    public const int Good = 0;

    /// <summary>A check or a command failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is invalid; nothing was started.</summary>
    public const int Invalid = 2;
}
