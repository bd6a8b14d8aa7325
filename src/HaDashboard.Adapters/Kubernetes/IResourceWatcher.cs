using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>What the heartbeat needs to know of a watcher.</summary>
internal interface IResourceWatcher
{
    SourceId Source { get; }

    /// <summary>The server has accepted the watch and it has not ended: while the API is alive, silence means nothing changed.</summary>
    bool IsEstablished { get; }

    /// <summary>What the watcher itself has told to be wrong; null while nothing is.</summary>
    SourceFailure? Failure { get; }

    /// <summary>Ends the present back-off.</summary>
    void Wake();

    Task RunAsync(CancellationToken stop);
}
