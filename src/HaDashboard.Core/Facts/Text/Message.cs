using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace HaDashboard.Core.Facts.Text;

/// <summary>
/// A sentence or a label: the id of a text with its arguments. It is worded when it is read, in the language of the reader, so that a page,
/// REST and an alert can show the same message. Two messages with the same id and arguments are equal.
/// </summary>
[JsonConverter(typeof(MessageJsonConverter))]
public sealed class Message : IEquatable<Message>
{
    private readonly MessageId? _id;
    private readonly ImmutableArray<object?> _arguments;
    private readonly string _separator = "";
    private readonly Ending _ending;

    /// <param name="arguments">Names and numbers, or messages, in the order of the id's placeholders.</param>
    public Message(MessageId id, ImmutableArray<object?> arguments)
    {
        _id = id;
        _arguments = arguments;
    }

    private Message(string separator, ImmutableArray<object?> parts, Ending ending = Ending.AsItIs)
    {
        _separator = separator;
        _arguments = parts;
        _ending = ending;
    }

    private enum Ending
    {
        AsItIs,
        FullStop,
        NoFullStop,
    }

    public static Message Empty { get; } = Verbatim("");

    /// <summary>A foreign text, such as the output of a program: it is the same in every language.</summary>
    public static Message Verbatim(string text) => new("", [text]);

    /// <summary>Messages one after another.</summary>
    /// <param name="separator">Between two messages: a space between sentences, <c>, </c> in a list.</param>
    public static Message Join(string separator, params IEnumerable<Message> parts) => new(separator, [.. parts]);

    [return: NotNullIfNotNull(nameof(message))]
    public static implicit operator string?(Message? message) => message?.ToString();

    public static bool operator ==(Message? left, Message? right) => Equals(left, right);

    public static bool operator !=(Message? left, Message? right) => !Equals(left, right);

    /// <summary>The message in the language of the current thread: a page's is its reader's, everything else is in English.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);

    /// <summary>The message in a language, in English where it is not translated.</summary>
    public string In(CultureInfo culture) =>
        _ending switch
        {
            Ending.FullStop => Sentence(Worded(culture).Trim()),
            Ending.NoFullStop => Worded(culture).TrimEnd('.'),
            _ => Worded(culture),
        };

    /// <summary>The message with a full stop at its end, so that another sentence can follow.</summary>
    public Message AsSentence() => new("", [this], Ending.FullStop);

    /// <summary>The message without the full stop at its end, so that the sentence can go on.</summary>
    public Message AsClause() => new("", [this], Ending.NoFullStop);

    // A foreign text and a label need no work: the rows of a live table show them several times a second.
    private string Worded(CultureInfo culture)
    {
        if (_id is not null)
        {
            return _id.Pattern(culture).Format(culture, _arguments);
        }

        return _arguments is [string text] ? text : Joined(culture);
    }

    private string Joined(CultureInfo culture) =>
        string.Join(_separator, _arguments.Select(part => TextOf(part, culture)));

    public bool Equals(Message? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && ReferenceEquals(_id, other._id)
            && _separator.Equals(other._separator, StringComparison.Ordinal)
            && _ending == other._ending
            && _arguments.SequenceEqual(other._arguments)
        );

    public override bool Equals(object? obj) => Equals(obj as Message);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_id);
        foreach (var argument in _arguments)
        {
            hash.Add(argument);
        }

        return hash.ToHashCode();
    }

    private static string Sentence(string text) =>
        text.Length == 0 || text[^1] is '.' or '!' or '?' or '…' ? text : text + ".";

    /// <summary>Appends what <see cref="In"/> returns.</summary>
    internal void AppendTo(StringBuilder text, CultureInfo culture)
    {
        if (_id is not null && _ending is Ending.AsItIs)
        {
            _id.Pattern(culture).AppendTo(text, culture, _arguments);
        }
        else
        {
            text.Append(In(culture));
        }
    }

    internal static string TextOf(object? argument, CultureInfo culture) =>
        argument switch
        {
            Message message => message.In(culture),
            IFormattable formattable => formattable.ToString(null, culture),
            _ => argument?.ToString() ?? "",
        };
}
