namespace HaDashboard.Demo;

/// <summary>A fault that can be played in the demo.</summary>
/// <param name="Kind">The group of the fault in the list.</param>
/// <param name="Title">What fails.</param>
/// <param name="Description">What the dashboard should then show.</param>
public sealed record DemoFault(string Id, string Kind, string Title, string Description);
