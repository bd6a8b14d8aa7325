using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>What the heartbeat uses of a watcher.</summary>
internal interface IResourceWatcher
{
    SourceId Source { get; }

    /// <summary>
    /// The server has accepted the watch and it has not ended. While the API responds, a watch without events means that nothing changed.
    /// </summary>
    bool IsEstablished { get; }

    /// <summary>The failure that the watcher itself reported; null while there is none.</summary>
    SourceFailure? Failure { get; }

    /// <summary>Ends the current delay before a retry.</summary>
    void Wake();

    Task RunAsync(CancellationToken stop);
}
