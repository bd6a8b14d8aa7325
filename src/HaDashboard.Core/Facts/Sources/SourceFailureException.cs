using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>What an adapter throws inside its room; its edge turns it into a failed observation.</summary>
public sealed class SourceFailureException : Exception
{
    public SourceFailureException(FailureKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public FailureKind Kind { get; }

    public SourceFailure ToFailure() => new(Kind, Printable.Excerpt(Message, 1000));
}
