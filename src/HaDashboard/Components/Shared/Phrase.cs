using HaDashboard.Core.Facts.Text;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Shared;

/// <summary>
/// A text with elements in it, such as an age that the browser counts. The elements take the place of the text's placeholders, so that a
/// translation can put them where its language needs them.
/// </summary>
internal static class Phrase
{
    // Private-use characters: they stand in the worded text where the elements belong.
    private const char First = '\uE000';
    private const char Second = '\uE001';

    internal static RenderFragment Of(Func<object?, Message> text, RenderFragment part) => Between(text(First), [part]);

    internal static RenderFragment Of(
        Func<object?, object?, Message> text,
        RenderFragment first,
        RenderFragment second
    ) => Between(text(First, Second), [first, second]);

    internal static RenderFragment WithAge(Func<object?, Message> text, DateTimeOffset since) => Of(text, AgeOf(since));

    internal static RenderFragment WithTime(Func<object?, Message> text, DateTimeOffset at) => Of(text, ClockOf(at));

    /// <summary>A text with a time and the age of that time, in this order of the parameters.</summary>
    internal static RenderFragment WithTimeAndAge(Func<object?, object?, Message> text, DateTimeOffset at) =>
        Of(text, ClockOf(at), AgeOf(at));

    internal static RenderFragment AgeOf(DateTimeOffset since) =>
        builder =>
        {
            builder.OpenComponent<Age>(0);
            builder.AddComponentParameter(1, nameof(Age.Since), since);
            builder.CloseComponent();
        };

    private static RenderFragment ClockOf(DateTimeOffset at) =>
        builder =>
        {
            builder.OpenComponent<ClockTime>(0);
            builder.AddComponentParameter(1, nameof(ClockTime.At), at);
            builder.CloseComponent();
        };

    private static RenderFragment Between(Message message, RenderFragment[] parts) =>
        builder =>
        {
            var text = message.ToString();
            var start = 0;
            for (var i = 0; i < text.Length; i++)
            {
                var part = text[i] - First;
                if (part >= 0 && part < parts.Length)
                {
                    builder.AddContent(0, text[start..i]);
                    builder.AddContent(1, parts[part]);
                    start = i + 1;
                }
            }

            builder.AddContent(2, text[start..]);
        };
}
