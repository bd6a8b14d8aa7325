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
    private readonly Lazy<ReadingIndex?> _index;
    private readonly Lazy<ParsedConfiguration?> _configuration;

    private NodeDiagnosis(HaProxyReading? reading, ConfigurationFile? file, NodeDiagnosis? previous)
    {
        _reading = reading;
        _file = file;
        _index =
            previous is not null && ReferenceEquals(previous._reading, reading) ? previous._index : Indexed(reading);
        _configuration =
            previous is not null && ReferenceEquals(previous._file, file) ? previous._configuration : Parsed(file);
    }

    /// <summary>Of the last reading of HAProxy; null where there was none.</summary>
    internal ReadingIndex? Index => _index.Value;

    /// <summary>Of the last reading of haproxy.cfg; null where there was none.</summary>
    internal ParsedConfiguration? Configuration => _configuration.Value;

    internal static NodeDiagnosis Of(NodeState node, NodeDiagnosis? previous)
    {
        var (reading, file) = (node.HaProxy.Value, node.Configuration.Value?.File);
        return
            previous is not null && ReferenceEquals(previous._reading, reading) && ReferenceEquals(previous._file, file)
            ? previous
            : new NodeDiagnosis(reading, file, previous);
    }

    private static Lazy<ReadingIndex?> Indexed(HaProxyReading? reading) =>
        new(() => reading is null ? null : new ReadingIndex(reading));

    private static Lazy<ParsedConfiguration?> Parsed(ConfigurationFile? file) =>
        new(() => file is null ? null : new ParsedConfiguration(file));
}
