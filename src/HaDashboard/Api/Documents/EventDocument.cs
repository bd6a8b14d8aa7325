using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Api.Documents;

/// <param name="Kind">Server, Configuration, Process, Node, Pod, Api, Reload, Component or Endpoint.</param>
/// <param name="Tone">Good, Bad, Intent, Neutral or Unknown.</param>
public sealed record EventDocument(
    DateTimeOffset At,
    string Kind,
    string Tone,
    string? Node,
    string Subject,
    string? From,
    string? To,
    string? Detail
)
{
    internal static EventDocument Of(Transition transition) =>
        new(
            transition.At,
            transition.Kind.ToString(),
            transition.Tone.ToString(),
            transition.Node?.Value,
            transition.Subject,
            transition.From,
            transition.To,
            transition.Detail
        );
}
