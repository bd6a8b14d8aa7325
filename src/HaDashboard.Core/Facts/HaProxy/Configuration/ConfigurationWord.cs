namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>One word of a line of haproxy.cfg.</summary>
/// <param name="Written">As it is written in the file, with quotes and escapes.</param>
/// <param name="Value">As HAProxy reads it. An environment variable in it is <c>${NAME}</c>, because its value is unknown.</param>
public readonly record struct ConfigurationWord(string Written, string Value)
{
    /// <summary>True if a part of the value comes from an environment variable, so that the value is unknown.</summary>
    public static bool IsVariable(string value) => value.Contains("${", StringComparison.Ordinal);
}
