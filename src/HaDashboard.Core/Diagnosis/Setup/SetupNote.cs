using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>How a value of the proposed configuration is known.</summary>
public enum SetupOrigin
{
    Found,
    Assumed,
    NotFound,
}

/// <summary>A comment in the proposed configuration.</summary>
public sealed record SetupNote(SetupOrigin Origin, Message Text)
{
    internal static SetupNote Found(Message text) => new(SetupOrigin.Found, text);

    internal static SetupNote Assumed(Message text) => new(SetupOrigin.Assumed, text);

    internal static SetupNote NotFound(Message text) => new(SetupOrigin.NotFound, text);

    /// <summary>The note as one line: <c>found: …</c>, <c>assumed: …</c> or <c>not found: …</c>.</summary>
    public Message Line =>
        Origin switch
        {
            SetupOrigin.Found => SetupTexts.Found(Text),
            SetupOrigin.Assumed => SetupTexts.Assumed(Text),
            _ => SetupTexts.NotFound(Text),
        };
}
