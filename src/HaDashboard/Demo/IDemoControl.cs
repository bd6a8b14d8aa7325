namespace HaDashboard.Demo;

/// <summary>Controls the faults of the simulated cluster, for the demo bar.</summary>
public interface IDemoControl
{
    IReadOnlyList<DemoFault> Faults { get; }

    /// <summary>The ids of the active faults, oldest first.</summary>
    IReadOnlyList<string> Active { get; }

    /// <summary>True if the demo does not play its sequence of faults by itself.</summary>
    bool StoryPaused { get; }

    /// <summary>Raised on any thread after a fault is played or cleared.</summary>
    event Action? Changed;

    /// <summary>Plays one fault and pauses the story.</summary>
    /// <exception cref="ArgumentException">There is no such fault.</exception>
    Task PlayAsync(string id);

    /// <summary>Clears one fault. Does nothing if the fault is not active.</summary>
    Task ClearAsync(string id);

    Task ClearAllAsync();

    Task PauseStoryAsync();

    void ResumeStory();
}
