using System.Collections.Immutable;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>The comments above the entry of one machine.</summary>
internal static class MachineNotes
{
    internal static ImmutableArray<SetupNote> Of(
        DiscoveredMachine machine,
        DiscoveredHaProxy? haProxy,
        ClusterDiagnosis diagnosis
    ) => [.. Reached(machine), .. HaProxy(machine, haProxy, diagnosis), .. Reload(machine)];

    private static IEnumerable<SetupNote> Reached(DiscoveredMachine machine)
    {
        if (machine.Failure is { } failure)
        {
            yield return SetupNote.NotFound(SetupTexts.MachineNotRead(machine.Name, failure.AsSentence()));
        }
    }

    private static IEnumerable<SetupNote> HaProxy(
        DiscoveredMachine machine,
        DiscoveredHaProxy? haProxy,
        ClusterDiagnosis diagnosis
    ) =>
        machine.Presence switch
        {
            HaProxyPresence.Absent when machine.Role is NodeRole.LoadBalancer =>
            [
                SetupNote.NotFound(SetupTexts.LoadBalancerWithoutHaProxy(machine.Name)),
            ],
            HaProxyPresence.Absent => [SetupNote.NotFound(SetupTexts.NoHaProxy(machine.Name))],
            HaProxyPresence.Stopped => [SetupNote.NotFound(SetupTexts.HaProxyStopped(machine.Name))],
            _ when haProxy?.Reading is { } reading =>
            [
                SetupNote.Found(
                    SetupTexts.HaProxyFound(
                        Printable.Excerpt(reading.Process.Version),
                        Printable.Excerpt(haProxy.Socket ?? HaProxyDefaults.Socket)
                    )
                ),
                .. Files(machine, haProxy),
                .. Backends(machine, diagnosis),
            ],
            _ when haProxy?.Failure is { } failure =>
            [
                SetupNote.NotFound(SetupTexts.SocketNotRead(machine.Name, failure.AsSentence())),
                .. Files(machine, haProxy),
            ],
            _ => [SetupNote.Assumed(SetupTexts.HaProxyAssumed(machine.Name))],
        };

    private static IEnumerable<SetupNote> Files(DiscoveredMachine machine, DiscoveredHaProxy haProxy)
    {
        if (haProxy.MasterFailure is { } failure)
        {
            yield return SetupNote.NotFound(SetupTexts.MasterSocketNotRead(machine.Name, failure.AsSentence()));
        }

        if (haProxy.Configuration is null)
        {
            var files = haProxy.Files.IsEmpty ? HaProxyDefaults.ConfigFile : string.Join(", ", haProxy.Files);
            yield return SetupNote.NotFound(SetupTexts.FileNotRead(machine.Name, Printable.Excerpt(files)));
        }
    }

    private static IEnumerable<SetupNote> Backends(DiscoveredMachine machine, ClusterDiagnosis diagnosis)
    {
        var backends = diagnosis.Map.BackendsOf(machine.Name);
        if (backends.IsEmpty)
        {
            yield return SetupNote.NotFound(SetupTexts.NoApiBackend(machine.Name));
            yield break;
        }

        var listed = diagnosis.Map.LinesOf(machine.Name).Select(line => line.Master).OfType<NodeName>();
        var names = string.Join(", ", backends.Select(backend => backend.Name.Value));
        var masters = listed.Select(name => name.Value).Distinct(StringComparer.Ordinal).ToArray();
        yield return masters.Length == 0
            ? SetupNote.Assumed(SetupTexts.ApiBackendWithoutMasters(names))
            : SetupNote.Found(SetupTexts.ApiBackends(names, string.Join(", ", masters)));
        string[] missing =
        [
            .. diagnosis
                .Snapshot.Nodes.Where(node => node.IsMaster)
                .Select(node => node.Name.Value)
                .Except(masters, StringComparer.Ordinal),
        ];
        if (masters.Length > 0 && missing.Length > 0)
        {
            yield return SetupNote.NotFound(SetupTexts.MastersNotListed(string.Join(", ", missing), names));
        }
    }

    private static IEnumerable<SetupNote> Reload(DiscoveredMachine machine)
    {
        if (machine is { MayReload: false, Presence: HaProxyPresence.Running })
        {
            yield return SetupNote.NotFound(SetupTexts.ReloadNotAllowed(machine.Name));
        }
    }
}
