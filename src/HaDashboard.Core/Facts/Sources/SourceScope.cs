namespace HaDashboard.Core.Facts.Sources;

/// <summary>To how many things of a cluster a source belongs.</summary>
public enum SourceScope
{
    /// <summary>There is one of it: the Kubernetes API tells it.</summary>
    Cluster,

    /// <summary>Every watched node may have one.</summary>
    Node,

    /// <summary>Only masters have one.</summary>
    Master,
}

/// <summary>The part of <c>--check</c> that tries a source.</summary>
public enum SourceCheck
{
    /// <summary>Among the rows of each node's HAProxy.</summary>
    Node,

    /// <summary>Among the probes of the control plane.</summary>
    ControlPlane,

    /// <summary>Among the requests to the Kubernetes API.</summary>
    Kubernetes,
}
