namespace HaDashboard.Simulation;

/// <summary>Something that can be made to go wrong.</summary>
/// <param name="Id">Stable, fit for a URL: <c>apiserver-stop.k8smaster2</c>.</param>
/// <param name="Kind">The part before the first dot, to group by.</param>
/// <param name="Title">What happens, in plain English.</param>
/// <param name="Description">What an operator should then see.</param>
public sealed record Fault(string Id, string Kind, string Title, string Description)
{
    /// <summary>Makes it happen; the result undoes it. A fault that only knows how to undo itself cannot be cleared twice.</summary>
    internal Func<Task<Func<Task>>> Apply { get; init; } =
        static () => Task.FromResult(static () => Task.CompletedTask);
}
