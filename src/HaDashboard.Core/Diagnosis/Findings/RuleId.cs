namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>The stable id of a rule, such as <c>haproxy.server-down</c>: what alerts, filters and scripts refer to.</summary>
public sealed record RuleId
{
    /// <exception cref="ArgumentException">The text is not two words of lower-case letters, digits and dashes with a dot
    /// between them.</exception>
    public RuleId(string value)
    {
        if (value.Split('.') is not [var area, var name] || !IsWord(area) || !IsWord(name))
        {
            throw new ArgumentException($"'{value}' is not the id of a rule.", nameof(value));
        }

        Value = value;
    }

    public string Value { get; }

    public override string ToString() => Value;

    private static bool IsWord(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-');
}
