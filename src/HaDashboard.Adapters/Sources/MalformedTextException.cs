using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Sources;

/// <summary>A text is not in its format. A caller that knows where the text is from adds that to the problem.</summary>
internal sealed class MalformedTextException(Message problem, Exception? inner = null)
    : FormatException(problem.In(CultureInfo.InvariantCulture), inner)
{
    internal Message Problem { get; } = problem;
}
