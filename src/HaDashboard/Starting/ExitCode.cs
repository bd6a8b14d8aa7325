namespace HaDashboard.Starting;

/// <summary>What the process ends with; scripts hold on to it.</summary>
internal static class ExitCode
{
    public const int Good = 0;

    /// <summary>Something that was tried failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is invalid; nothing was tried.</summary>
    public const int Invalid = 2;
}
