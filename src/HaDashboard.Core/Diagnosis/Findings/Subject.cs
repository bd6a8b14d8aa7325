using System.Collections.Immutable;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.Kubernetes;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Core.Diagnosis.Findings;

/// <summary>What a finding is about. Two subjects of the same kind and text are equal.</summary>
public abstract record Subject
{
    /// <summary>As REST, alerts and filters spell it.</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => Text;
}

/// <summary>One server of a proxy, or several that share a fault: <c>api-backend/master1, master2</c>.</summary>
public sealed record ServerSubject(string Proxy, ImmutableArray<string> Servers) : Subject
{
    public ServerSubject(string proxy, string server)
        : this(proxy, [server]) { }

    /// <summary>The master that the one server leads to; null for several servers, and where it is not known.</summary>
    public NodeName? Master { get; init; }

    /// <summary>The server of a column of the matrix.</summary>
    internal static ServerSubject Of(MatrixColumn column) =>
        new(column.ProxyName, column.ServerName) { Master = column.Master };

    public override string Text => $"{Proxy}/{string.Join(", ", Servers)}";

    public bool Equals(ServerSubject? other) =>
        other is not null
        && Proxy.Equals(other.Proxy, StringComparison.Ordinal)
        && Servers.SequenceEqual(other.Servers, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Proxy, Servers.Length);
}

/// <summary>A whole proxy: <c>api-backend</c>.</summary>
public sealed record ProxySubject(string Proxy) : Subject
{
    public override string Text => Proxy;
}

/// <summary>The HAProxy process of a node.</summary>
public sealed record HaProxySubject : Subject
{
    public override string Text => "haproxy";
}

/// <summary>The configuration file of a node's HAProxy.</summary>
public sealed record ConfigurationFileSubject : Subject
{
    public override string Text => "haproxy.cfg";
}

/// <summary>The host itself, with all that runs there.</summary>
public sealed record HostSubject : Subject
{
    public override string Text => "host";
}

/// <summary>The network between the nodes.</summary>
public sealed record NetworkSubject : Subject
{
    public override string Text => "network";
}

/// <summary>A node as the Kubernetes API has it.</summary>
public sealed record NodeSubject : Subject
{
    public override string Text => "node";
}

/// <summary>A condition of a Kubernetes node: <c>MemoryPressure</c>.</summary>
public sealed record NodeConditionSubject(string Condition) : Subject
{
    public override string Text => Condition;
}

/// <summary>The kubelet of a node.</summary>
public sealed record KubeletSubject : Subject
{
    public override string Text => "kubelet";
}

/// <summary>A part of the control plane, on one master or as a whole: <c>kube-apiserver</c>, <c>etcd</c>.</summary>
public sealed record ComponentSubject(ControlPlaneComponent Component) : Subject
{
    public override string Text => Component.Id();
}

/// <summary>An alarm that an etcd member raises: <c>etcd/NOSPACE</c>.</summary>
public sealed record EtcdAlarmSubject(string Alarm) : Subject
{
    public override string Text => $"etcd/{Alarm}";
}

/// <summary>A pod: <c>kube-system/etcd-k8smaster2</c>.</summary>
public sealed record PodSubject(string Namespace, string Name) : Subject
{
    public override string Text => $"{Namespace}/{Name}";

    /// <summary>The component that a static pod runs, by the name that kubeadm gives such a pod; null for every other pod.</summary>
    public ControlPlaneComponent? Component
    {
        get
        {
            foreach (var component in ControlPlaneComponents.All)
            {
                if (Name.StartsWith(component.Id(), StringComparison.Ordinal))
                {
                    return component;
                }
            }

            return null;
        }
    }
}

/// <summary>Several pods of one namespace: <c>kube-system</c>.</summary>
public sealed record NamespaceSubject(string Namespace) : Subject
{
    public override string Text => Namespace;
}

/// <summary>A serving certificate: <c>kube-apiserver certificate</c>.</summary>
public sealed record CertificateSubject(string Owner) : Subject
{
    public override string Text => $"{Owner} certificate";
}

/// <summary>The way to the API through a node's own HAProxy.</summary>
public sealed record EndpointSubject : Subject
{
    public override string Text => "local endpoint";
}

/// <summary>The address of the API that all clients share.</summary>
public sealed record ApiEndpointSubject : Subject
{
    public override string Text => "API endpoint";
}

/// <summary>The virtual address of the API: <c>10.0.42.100</c>.</summary>
public sealed record VirtualAddressSubject(string Address) : Subject
{
    public override string Text => Address;
}

/// <summary>kubeadm's controlPlaneEndpoint.</summary>
public sealed record ControlPlaneEndpointSubject : Subject
{
    public override string Text => "controlPlaneEndpoint";
}

/// <summary>The Kubernetes API as the dashboard uses it.</summary>
public sealed record KubernetesApiSubject : Subject
{
    public override string Text => "Kubernetes API";
}

/// <summary>One source that is not observed, or several for the same reason: <c>etcd, apiserver</c>.</summary>
public sealed record SourceSubject(string Sources) : Subject
{
    public static SourceSubject LocalEndpoint { get; } = Of(SourceCatalogue.LocalEndpoint);

    public static SourceSubject Etcd { get; } = Of(SourceCatalogue.Etcd);

    public static SourceSubject ApiServer { get; } = Of(SourceCatalogue.ApiServer);

    public override string Text => Sources;

    public static SourceSubject Of(SourceDescriptor source) => new(source.StaleSubject ?? source.Name);
}
