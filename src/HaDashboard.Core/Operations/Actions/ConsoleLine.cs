using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// A validated line of the console: hatop's alphabet and length, one command, and one of those in the console's grammar.
/// A line that changes something is never sent as typed. It runs as the command that it stands for, with the same guards.
/// </summary>
public sealed record ConsoleLine
{
    /// <summary>hatop's bound.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.-+ /#%"
    );

    private readonly string[] _words;

    private ConsoleLine(string[] words, UserRole requires) =>
        (_words, Requires, Text) = (words, requires, string.Join(' ', words));

    /// <summary>The line with single spaces.</summary>
    public string Text { get; }

    public UserRole Requires { get; }

    /// <summary>It only reads.</summary>
    public bool IsRead => !ConsoleGrammar.Changes(_words);

    /// <param name="problem">Why the line is refused, as text for the person who typed it.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out ConsoleLine? line,
        [NotNullWhen(false)] out Message? problem
    )
    {
        line = null;
        problem = ProblemOf(text ?? "");
        if (problem is not null)
        {
            return false;
        }

        var words = text!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        problem = ConsoleGrammar.Denied(words);
        if (problem is null && ConsoleGrammar.RoleOf(words, out problem) is { } role)
        {
            line = new ConsoleLine(words, role);
        }

        return line is not null;
    }

    /// <exception cref="FormatException">The line is not allowed; the message contains the reason.</exception>
    public static ConsoleLine Parse(string text) =>
        TryParse(text, out var line, out var problem) ? line : throw new FormatException(problem);

    public override string ToString() => Text;

    public bool Equals(ConsoleLine? other) => other is not null && Text.Equals(other.Text, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The command that the line stands for; null for a read.</summary>
    internal RuntimeAction? ActionFor(string id, NodeName node, bool overrideLastServer) =>
        ConsoleGrammar.Action(_words, id, node, overrideLastServer);

    private static Message? ProblemOf(string text) =>
        text switch
        {
            _ when string.IsNullOrWhiteSpace(text) => RuntimeTexts.LineMissing,
            _ when text.Contains('\n', StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal) =>
                RuntimeTexts.SeveralLines,
            _ when text.Contains('\0', StringComparison.Ordinal) => RuntimeTexts.NulCharacter,
            _ when text.Contains(';', StringComparison.Ordinal) => RuntimeTexts.SeveralCommands,
            _ when text.Contains("<<", StringComparison.Ordinal) => RuntimeTexts.PayloadMark,
            _ when text.Contains('\\', StringComparison.Ordinal) => RuntimeTexts.Backslash,
            { Length: > MaxLength } => RuntimeTexts.LineTooLong(MaxLength),
            _ when text.AsSpan().IndexOfAnyExcept(Alphabet) is var at and >= 0 => RuntimeTexts.CharacterNotAllowed(
                Printable.Excerpt(text[at].ToString())
            ),
            _ => null,
        };
}
