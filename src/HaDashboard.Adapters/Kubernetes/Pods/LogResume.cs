using HaDashboard.Core.Facts.Kubernetes;

namespace HaDashboard.Adapters.Kubernetes.Pods;

/// <summary>
/// The position where a reading of a log ended, so that the next one continues there without a repeated or a missing line.
/// </summary>
internal sealed class LogResume
{
    private int _atLast;

    public DateTimeOffset? Last { get; private set; }

    public void Note(LogLine line)
    {
        if (line.At is not { } at || at < Last)
        {
            return;
        }

        _atLast = at == Last ? _atLast + 1 : 1;
        Last = at;
    }

    /// <summary>False for a line that was read before. The API resumes at a whole second, so it repeats some lines.</summary>
    public bool IsNew(LogLine line) =>
        line.At is not { } at || Last is not { } last || (at == last ? _atLast-- <= 0 : at > last);
}
