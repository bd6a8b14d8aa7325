using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Kubernetes;

/// <summary>Makes connections to the API from what is configured.</summary>
public interface IApiConnector
{
    /// <exception cref="SourceFailureException">The kubeconfig or the service account can't be used.</exception>
    ApiConnection Connect();
}
