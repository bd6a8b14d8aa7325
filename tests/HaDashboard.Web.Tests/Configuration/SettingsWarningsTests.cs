using System.Collections.Concurrent;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

public sealed class SettingsWarningsTests
{
    [Theory]
    [InlineData("HaDashboard:History:ConnectionString", "Data Source=x.db", "HaDashboard:History")]
    [InlineData("HaDashboard:Alerts:HoldFor", "00:00:20", "HaDashboard:Alerts")]
    [InlineData("HaDashboard:HaProxy:ApiFrontend", "front", "HaDashboard:HaProxy:ApiFrontend")]
    public async Task Start_SettingWithoutEffect_IsWarnedOf(string key, string value, string named)
    {
        var warnings = await WarningsOfStartAsync(factory => factory.With(key, value));

        Assert.Equal([$"{named} is configured but not available yet; it has no effect."], warnings);
    }

    [Fact]
    public async Task Start_NoSuchSetting_HasNoWarning() =>
        Assert.Empty(await WarningsOfStartAsync(factory => factory));

    private static async Task<IReadOnlyList<string>> WarningsOfStartAsync(
        Func<DashboardFactory, DashboardFactory> change
    )
    {
        using var log = new WarningLog();
        await using var factory = change(new DashboardFactory())
            .With(host => host.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log)));
        using var client = factory.Client();
        return [.. log.Warnings.Where(warning => warning.Contains("has no effect", StringComparison.Ordinal))];
    }

    private sealed class WarningLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose() { }
    }
}
