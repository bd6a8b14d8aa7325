namespace HaDashboard.Demo;

/// <summary>Something that can be made to go wrong in the demo.</summary>
/// <param name="Kind">To group by.</param>
/// <param name="Title">What happens, in plain English.</param>
/// <param name="Description">What should then be seen.</param>
public sealed record DemoFault(string Id, string Kind, string Title, string Description);
