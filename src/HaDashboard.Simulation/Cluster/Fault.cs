namespace HaDashboard.Simulation.Cluster;

/// <summary>A fault that the simulation can apply.</summary>
/// <param name="Id">A stable identifier that can be part of a URL: <c>apiserver-stop.k8smaster2</c>.</param>
/// <param name="Kind">The part of the identifier before the first dot, for grouping.</param>
/// <param name="Title">What happens.</param>
/// <param name="Description">What an operator should see.</param>
public sealed record Fault(string Id, string Kind, string Title, string Description)
{
    /// <summary>Applies the fault and returns the function that removes it. So a fault that is not active cannot be removed.</summary>
    internal Func<Task<Func<Task>>> Apply { get; init; } =
        static () => Task.FromResult(static () => Task.CompletedTask);
}
