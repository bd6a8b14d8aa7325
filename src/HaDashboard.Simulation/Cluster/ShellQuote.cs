namespace HaDashboard.Simulation;

internal static class ShellQuote
{
    /// <summary>A word for /bin/sh. Paths of temp directories may hold blanks and quotes.</summary>
    public static string Word(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
