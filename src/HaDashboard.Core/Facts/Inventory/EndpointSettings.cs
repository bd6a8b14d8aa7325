namespace HaDashboard.Core.Facts.Inventory;

/// <summary>How an address of the API is known.</summary>
public enum EndpointChoice
{
    /// <summary>It follows from what kubeadm stored in the cluster.</summary>
    Auto,

    /// <summary>It is configured.</summary>
    Fixed,

    /// <summary>It is not probed.</summary>
    Off,
}

/// <summary>The addresses through which clients reach the API, as far as they are configured.</summary>
/// <param name="Local">The address on each node's own HAProxy; null unless it is <see cref="EndpointChoice.Fixed"/>.</param>
/// <param name="Shared">The address that all clients use; null unless it is <see cref="EndpointChoice.Fixed"/>.</param>
public sealed record EndpointSettings(EndpointChoice LocalChoice, Uri? Local, EndpointChoice SharedChoice, Uri? Shared)
{
    /// <summary>The article's local endpoint, tried where nothing else is known.</summary>
    public static Uri AssumedLocal { get; } = new("https://127.0.0.1:5443");

    public static EndpointSettings Default { get; } = new(EndpointChoice.Auto, null, EndpointChoice.Auto, null);
}
