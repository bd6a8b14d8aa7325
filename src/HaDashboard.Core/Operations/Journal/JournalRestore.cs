using Microsoft.Extensions.Hosting;

namespace HaDashboard.Core.Operations.Journal;

/// <summary>Restores the journal from the archive at the start.</summary>
internal sealed class JournalRestore(ActionJournal journal) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        journal.Restore();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
