namespace HaDashboard.Simulation.Cluster;

internal static class ShellQuote
{
    /// <summary>Quotes a word for /bin/sh, because paths of temporary directories can contain spaces and quotes.</summary>
    public static string Word(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
