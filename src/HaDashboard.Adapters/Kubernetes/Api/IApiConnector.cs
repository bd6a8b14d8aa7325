using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>Connects to the API as configured.</summary>
public interface IApiConnector
{
    /// <exception cref="SourceFailureException">The kubeconfig or the service account can't be used.</exception>
    ApiConnection Connect();
}
