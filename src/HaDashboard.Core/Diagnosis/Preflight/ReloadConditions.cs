using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Sources;
using static HaDashboard.Core.Diagnosis.Preflight.Consent;

namespace HaDashboard.Core.Diagnosis.Preflight;

/// <summary>The conditions of a reload of the node's HAProxy.</summary>
internal sealed class ReloadConditions(WhatIfContext context)
{
    internal IEnumerable<WhatIfReason> OfNode() =>
        context.IsYoung(context.Node.HaProxy) && context.Node.HaProxy.Value is { } reading
            ? [.. Elsewhere(), .. ServersUp(), .. RuntimeChanges(reading), .. File()]
            :
            [
                .. Elsewhere(),
                new WhatIfReason(Unknown, PreflightTexts.HaProxy, PreflightTexts.HaProxyNotObserved(context.Node.Name)),
            ];

    private IEnumerable<WhatIfReason> Elsewhere() =>
        context
            .Others.Where(other => other.HaProxy.Failure?.Kind is FailureKind.SocketRefused)
            .Select(other => new WhatIfReason(
                No,
                PreflightTexts.OneAtATime,
                PreflightTexts.HaProxyStoppedElsewhere(other.Name)
            ))
            .Concat(new MaintenanceConditions(context).UnderWay());

    private IEnumerable<WhatIfReason> ServersUp()
    {
        var backends = context.Diagnosis.Map.BackendsOf(context.Node.Name);
        return backends.IsEmpty
            ? [new WhatIfReason(No, PreflightTexts.MastersLeft, PreflightTexts.NoApiBackend)]
            : backends.Select(backend =>
                backend.Servers.Count(server => server.IsProvenUp) is > 0 and var up
                    ? new WhatIfReason(
                        Yes,
                        PreflightTexts.MastersLeft,
                        PreflightTexts.ServersUp(up, backend.Servers.Length, backend.Name)
                    )
                    : new WhatIfReason(No, PreflightTexts.MastersLeft, PreflightTexts.NoServerUp(backend.Name))
            );
    }

    private IEnumerable<WhatIfReason> RuntimeChanges(HaProxyReading reading) =>
        reading
            .Proxies.SelectMany(proxy => proxy.Servers)
            .Where(IsByHand)
            .Select(server => new WhatIfReason(
                No,
                PreflightTexts.RuntimeChanges,
                PreflightTexts.RuntimeChangeReverted(server.Path, server.Status.Word)
            ));

    private IEnumerable<WhatIfReason> File() =>
        context.Node.MasterProcess.FreshValue is { LastReloadFailed: true }
            ? [new WhatIfReason(No, PreflightTexts.File, PreflightTexts.LastReloadFailed)]
        : context.Node.Configuration.FreshValue?.IsPending == true
            ? [new WhatIfReason(Yes, PreflightTexts.File, PreflightTexts.FileChanged)]
        : [];

    // A server that the file disables stays disabled after a reload. Without that information a runtime change is assumed.
    private bool IsByHand(Server server) =>
        server.Status is { State: ServerOperationalState.Maint or ServerOperationalState.Drain, Detail: null }
        && context
            .Node.Settings.Value?.Servers.FirstOrDefault(s => s.Path.Equals(server.Path, StringComparison.Ordinal))
            ?.Administration.Admin.HasFlag(ServerAdminState.ConfiguredMaintenance) != true;
}
