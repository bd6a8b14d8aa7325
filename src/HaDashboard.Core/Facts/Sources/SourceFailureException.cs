using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.Sources;

/// <summary>What an adapter throws inside its room; its edge turns it into a failed observation.</summary>
public sealed class SourceFailureException : Exception
{
    /// <param name="reason">What failed, where, and what to do. Foreign text in it is an <see cref="Printable.Excerpt"/>.</param>
    public SourceFailureException(FailureKind kind, Message reason, Exception? inner = null)
        : base(reason.In(CultureInfo.InvariantCulture), inner) => (Kind, Reason) = (kind, reason);

    public FailureKind Kind { get; }

    /// <summary>The message for a person; <see cref="Exception.Message"/> is the English one, for logs.</summary>
    public Message Reason { get; }

    public SourceFailure ToFailure() => new(Kind, Reason);
}
