using HaDashboard.Core.Diagnosis.Configuration;
using HaDashboard.Core.Diagnosis.Topology;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Snapshots;

namespace HaDashboard.Core.Diagnosis;

/// <summary>
/// What is worked out of one node's own readings alone. Between two diagnoses one node of many was polled: the others keep theirs, and need
/// not be searched again.
/// </summary>
internal sealed class NodeDiagnosis
{
    private readonly HaProxyReading? _reading;
    private readonly ConfigurationFile? _file;
    private readonly RuntimeSettings? _settings;
    private readonly MasterAddresses _masters;
    private readonly Lazy<ParsedConfiguration?> _configuration;
    private readonly Lazy<NodeServers> _servers;

    private NodeDiagnosis(NodeState node, MasterAddresses masters, NodeDiagnosis? previous)
    {
        (_reading, _file, _settings, _masters) = (
            node.HaProxy.Value,
            node.Configuration.Value?.File,
            node.Settings.Value,
            masters
        );
        _configuration =
            previous is not null && ReferenceEquals(previous._file, _file) ? previous._configuration : Parsed(_file);
        _servers = new(() => NodeServers.Of(node, Configuration, masters));
    }

    /// <summary>Of the last reading of haproxy.cfg; null where there was none.</summary>
    internal ParsedConfiguration? Configuration => _configuration.Value;

    /// <summary>Where the servers of the last reading of HAProxy are.</summary>
    internal NodeServers Servers => _servers.Value;

    /// <param name="masters">Kept by reference while no address changes.</param>
    internal static NodeDiagnosis Of(NodeState node, MasterAddresses masters, NodeDiagnosis? previous) =>
        previous?.IsOf(node, masters) == true ? previous : new NodeDiagnosis(node, masters, previous);

    private bool IsOf(NodeState node, MasterAddresses masters) =>
        ReferenceEquals(_reading, node.HaProxy.Value)
        && ReferenceEquals(_file, node.Configuration.Value?.File)
        && ReferenceEquals(_settings, node.Settings.Value)
        && ReferenceEquals(_masters, masters);

    private static Lazy<ParsedConfiguration?> Parsed(ConfigurationFile? file) =>
        new(() => file is null ? null : new ParsedConfiguration(file));
}
