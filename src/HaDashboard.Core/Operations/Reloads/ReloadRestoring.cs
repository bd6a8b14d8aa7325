using Microsoft.Extensions.Hosting;

namespace HaDashboard.Core.Operations.Reloads;

/// <summary>Reads at the start what was kept of reloads.</summary>
internal sealed class ReloadRestoring(ReloadBook book) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        book.Restore();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
