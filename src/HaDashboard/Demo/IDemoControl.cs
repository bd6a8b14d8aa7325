namespace HaDashboard.Demo;

/// <summary>Something that can be made to go wrong in the demo.</summary>
/// <param name="Kind">To group by.</param>
/// <param name="Title">What happens, in plain English.</param>
/// <param name="Description">What should then be seen.</param>
public sealed record DemoFault(string Id, string Kind, string Title, string Description);

/// <summary>The strings of the simulated cluster, for the demo's own panel.</summary>
public interface IDemoControl
{
    IReadOnlyList<DemoFault> Faults { get; }

    /// <summary>The ids of the faults in force.</summary>
    IReadOnlyList<string> Active { get; }

    /// <summary>The demo tells its story by itself until somebody takes over.</summary>
    bool StoryPaused { get; }

    /// <exception cref="ArgumentException">There is no such fault.</exception>
    Task PlayAsync(string id);

    /// <summary>Undoes one fault; nothing where it isn't in force.</summary>
    Task ClearAsync(string id);

    Task ClearAllAsync();

    void PauseStory();

    void ResumeStory();
}

/// <summary>Whether this is the demo. Always there, so that a page may ask.</summary>
/// <param name="Control">null outside the demo.</param>
public sealed record DemoState(IDemoControl? Control)
{
    public bool IsDemo => Control is not null;
}
