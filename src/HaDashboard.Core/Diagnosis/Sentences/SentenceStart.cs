using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Sentences;

/// <summary>A message as the argument that begins a sentence: its first letter is a capital in every language.</summary>
internal sealed record SentenceStart(Message Text) : IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var culture = formatProvider as CultureInfo ?? CultureInfo.CurrentUICulture;
        var text = Text.In(culture);
        return text.Length == 0 ? text : char.ToUpper(text[0], culture) + text[1..];
    }

    public override string ToString() => ToString(null, null);
}
