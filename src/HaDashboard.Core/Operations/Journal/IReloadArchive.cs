using HaDashboard.Core.Facts.Actions;

namespace HaDashboard.Core.Operations.Journal;

/// <summary>Keeps the records over a restart, append-only: the last that was written of an id counts.</summary>
public interface IReloadArchive
{
    /// <summary>Returns when it is written. It does not throw: a reload under way is not ended by a full disk.</summary>
    void Write(ReloadRecord record);

    /// <summary>The newest first, bounded, each as it was written last.</summary>
    IReadOnlyList<ReloadRecord> Read();
}
