namespace HaDashboard.Clusters;

/// <summary>A cluster to watch: its name, and the parts that its container is composed of.</summary>
/// <param name="Name">The cluster's name as configured; unique among the clusters of one process.</param>
/// <param name="Compose">Registers the parts. Runs once, when the runtime is built.</param>
public sealed record ClusterDefinition(string Name, Action<IServiceCollection> Compose);

/// <summary>Changes the parts of every cluster after <see cref="ClusterDefinition.Compose"/>: tests put their own parts in.</summary>
public sealed record ClusterConfiguration(Action<IServiceCollection> Configure);
