namespace HaDashboard.Configuration;

/// <summary>The loopback ports kubeadm uses, as seen on each node.</summary>
public sealed record ControlPlaneSettings(Uri EtcdMetrics, Uri ApiServer, Uri ControllerManager, Uri Scheduler, Uri LocalEndpoint)
{
    internal static ControlPlaneSettings Read(SettingsReader reader) => new(
        Loopback(reader, "EtcdMetrics", "http://127.0.0.1:2381"),
        Loopback(reader, "ApiServer", "https://127.0.0.1:6443"),
        Loopback(reader, "ControllerManager", "https://127.0.0.1:10257"),
        Loopback(reader, "Scheduler", "https://127.0.0.1:10259"),
        Loopback(reader, "LocalEndpoint", "https://127.0.0.1:5443"));

    private static Uri Loopback(SettingsReader reader, string name, string fallback) => reader.Url(name, fallback, "http", "https") ?? new Uri(fallback);
}
