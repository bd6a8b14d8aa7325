namespace HaDashboard.Demo;

/// <summary>Whether this is the demo. It is always registered, so that a page can inject it.</summary>
/// <param name="Control">null if this is not the demo.</param>
public sealed record DemoState(IDemoControl? Control)
{
    public bool IsDemo => Control is not null;
}
