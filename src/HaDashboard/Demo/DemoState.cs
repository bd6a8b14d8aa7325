namespace HaDashboard.Demo;

/// <summary>Whether this is the demo. Always there, so that a page may ask.</summary>
/// <param name="Control">null outside the demo.</param>
public sealed record DemoState(IDemoControl? Control)
{
    public bool IsDemo => Control is not null;
}
