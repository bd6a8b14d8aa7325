using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Tests.Kubernetes;

internal sealed class CollectingLogger : ILogger
{
    private ImmutableList<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => ImmutableInterlocked.Update(ref _lines, lines => lines.Add(formatter(state, exception)));
}
