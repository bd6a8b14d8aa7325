using HaDashboard.Clusters;
using HaDashboard.Core.Operations.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HaDashboard.Web.Tests.Clusters;

/// <summary>What a host lends to its clusters, without a web server.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static readonly Caller Operator = new("ops", UserRole.Operator, "127.0.0.1");

    private readonly ServiceProvider _services;
    private readonly List<ClusterRuntime> _started = [];

    public TestHost(IServiceCollection services) => _services = services.BuildServiceProvider();

    public ClusterRegistry Registry => _services.GetRequiredService<ClusterRegistry>();

    /// <summary>Completes when a cluster asks the program to stop.</summary>
    public Task Stopping => ((Lifetime)_services.GetRequiredService<IHostApplicationLifetime>()).Stopped.Task;

    public static IServiceCollection Services() =>
        new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, Lifetime>()
            .AddSingleton<IAuditLog, NoAudit>()
            .AddSingleton<ICallerCheck, EveryCaller>();

    public ClusterRuntime Cluster(string name) => Registry.Find(name)!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var cluster in Registry.All)
        {
            await cluster.StartAsync(cancellationToken);
            _started.Add(cluster);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _started)
        {
            await cluster.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => Stopped.TrySetResult();
    }

    private sealed class EveryCaller : ICallerCheck
    {
        public bool IsStillValid(Caller caller) => true;
    }

    private sealed class NoAudit : IAuditLog
    {
        public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(int count, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<AuditEntry>>([]);
    }
}

/// <summary>A temporary folder that is deleted with everything in it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hadashboard-test-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
