namespace HaDashboard.Demo;

/// <summary>The strings of the simulated cluster, for the demo's own panel.</summary>
public interface IDemoControl
{
    IReadOnlyList<DemoFault> Faults { get; }

    /// <summary>The ids of the faults in force, the oldest first.</summary>
    IReadOnlyList<string> Active { get; }

    /// <summary>The demo tells its story by itself until somebody takes over.</summary>
    bool StoryPaused { get; }

    /// <summary>Raised on any thread, after a fault was played or cleared.</summary>
    event Action? Changed;

    /// <summary>Makes it happen, and pauses the story.</summary>
    /// <exception cref="ArgumentException">There is no such fault.</exception>
    Task PlayAsync(string id);

    /// <summary>Undoes one fault; nothing where it isn't in force.</summary>
    Task ClearAsync(string id);

    Task ClearAllAsync();

    Task PauseStoryAsync();

    void ResumeStory();
}
