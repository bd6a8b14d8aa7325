using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// A validated line of the console: hatop's alphabet and length, one command, and one of those in the console's grammar.
/// What changes something is never sent as typed, but as the command it stands for, through the same guards as its button.
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

    /// <param name="problem">Why not, in words for the person who typed it.</param>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out ConsoleLine? line,
        [NotNullWhen(false)] out string? problem
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

    /// <exception cref="FormatException">It may not be run; the message says why.</exception>
    public static ConsoleLine Parse(string text) =>
        TryParse(text, out var line, out var problem) ? line : throw new FormatException(problem);

    public override string ToString() => Text;

    public bool Equals(ConsoleLine? other) => other is not null && Text.Equals(other.Text, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The command it stands for; null for one that reads.</summary>
    internal RuntimeAction? ActionFor(string id, NodeName node, bool overrideLastServer) =>
        ConsoleGrammar.Action(_words, id, node, overrideLastServer);

    private static string? ProblemOf(string text) =>
        text switch
        {
            _ when string.IsNullOrWhiteSpace(text) => "Type a command.",
            _ when text.Contains('\n', StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal) =>
                "One line at a time: a line end would begin a second command.",
            _ when text.Contains('\0', StringComparison.Ordinal) => "A NUL can't be part of a command.",
            _ when text.Contains(';', StringComparison.Ordinal) =>
                "One command at a time: ';' would begin a second one.",
            _ when text.Contains("<<", StringComparison.Ordinal) =>
                "'<<' begins a payload, which the console does not send.",
            _ when text.Contains('\\', StringComparison.Ordinal) =>
                "A '\\' escapes what follows; the console does not send it.",
            { Length: > MaxLength } => $"At most {MaxLength} characters.",
            _ when text.AsSpan().IndexOfAnyExcept(Alphabet) is var at and >= 0 =>
                $"The console sends letters, digits and _ : . - + / # % only, not '{Printable.Excerpt(text[at].ToString())}'.",
            _ => null,
        };
}
