using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>Masks the secrets in the output of <c>haproxy -c</c>, which prints a line of the file below the message about it.</summary>
public static class ConfigurationExcerpt
{
    public static string Mask(string output) => string.Join('\n', output.Split('\n').Select(MaskLine));

    // HAProxy indents the lines that it quotes. A line without a secret stays as it is: the next line marks a position in it.
    private static string MaskLine(string line)
    {
        var (words, _) = line.StartsWith("  ", StringComparison.Ordinal) ? ConfigurationWords.Of(line) : ([], false);
        var shown = words.Count == 0 ? words : ConfigurationSecrets.Mask(words);
        return Redaction.Text(
            shown.SequenceEqual(words) ? line : $"  {string.Join(' ', shown.Select(word => word.Written))}"
        );
    }
}
