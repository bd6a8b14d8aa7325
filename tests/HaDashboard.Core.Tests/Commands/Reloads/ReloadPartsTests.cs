using HaDashboard.Core.Facts.Actions;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Reloads;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Reloads;

/// <summary>What HAProxy says of a file, what a reload undoes, and what proves it.</summary>
public sealed class ReloadPartsTests
{
    private static readonly NodeName Node = A.Name("k8smaster1");

    [Theory]
    [InlineData(
        "[ALERT]    (35) : config : parsing [/etc/haproxy/haproxy.cfg:26] : unknown keyword 'sever' in 'backend' section",
        CheckSeverity.Alert,
        "/etc/haproxy/haproxy.cfg",
        26,
        "unknown keyword 'sever' in 'backend' section"
    )]
    [InlineData(
        "[ALERT]    (35) : config : [/etc/haproxy/haproxy.cfg:25] : 'server b/x' : invalid character 'n' in port number",
        CheckSeverity.Alert,
        "/etc/haproxy/haproxy.cfg",
        25,
        "'server b/x' : invalid character 'n' in port number"
    )]
    [InlineData(
        "[ALERT] 325/161514 (123) : parsing [/etc/haproxy/haproxy.cfg:26] : unknown keyword",
        CheckSeverity.Alert,
        "/etc/haproxy/haproxy.cfg",
        26,
        "unknown keyword"
    )]
    [InlineData(
        "[WARNING]  (16) : Failed to load worker!",
        CheckSeverity.Warning,
        null,
        null,
        "Failed to load worker!"
    )]
    [InlineData(
        "[NOTICE]   (35) : haproxy version is 3.2.0-e134140d2",
        CheckSeverity.Notice,
        null,
        null,
        "haproxy version is 3.2.0-e134140d2"
    )]
    public void MessagesOfHaProxy_AreReadWithTheirPlace(
        string line,
        CheckSeverity severity,
        string? file,
        int? number,
        string text
    ) =>
        Assert.Equal(
            [new CheckMessage(severity, file, number, text)],
            CheckMessage.In($"$ check\n{line}\nConfiguration file is valid\n")
        );

    [Fact]
    public void EndlessOutput_IsBounded() =>
        Assert.Equal(100, CheckMessage.In(string.Concat(Enumerable.Repeat("[ALERT] (1) : x\n", 100_000))).Length);

    [Theory]
    [InlineData(ServerAdminState.None, 1, true, "")]
    [InlineData(ServerAdminState.ForcedMaintenance, 1, true, "MAINT")]
    [InlineData(ServerAdminState.ForcedMaintenance | ServerAdminState.ConfiguredMaintenance, 1, true, "")]
    [InlineData(ServerAdminState.ConfiguredMaintenance, 1, true, "enabled, though the file says disabled")]
    [InlineData(ServerAdminState.InheritedMaintenance, 1, true, "")]
    [InlineData(ServerAdminState.ForcedDrain, 7, true, "weight 7, the file says 1;DRAIN")]
    [InlineData(ServerAdminState.ResolutionMaintenance, 1, false, "checks disabled")]
    public void WhatTheFileDoesNotSay_IsLost(ServerAdminState admin, int weight, bool isChecked, string lost)
    {
        var changes = RuntimeChanges
            .Of(With(new ServerAdministration(admin, weight, 1, true, isChecked, false, false)))!
            .Value;
        Assert.Equal(lost, string.Join(';', changes.Select(change => change.What)));
        Assert.All(changes, change =>
            Assert.IsType<ServerAction>(RuntimeChanges.CommandFor(change, "1", Node), exactMatch: false)
        );
    }

    [Theory]
    [InlineData(
        "10.0.42.9:6443",
        "server master1 10.0.42.1:6443 check",
        "address 10.0.42.9:6443, the file says 10.0.42.1:6443"
    )]
    [InlineData("10.0.42.1:6443", "server master1 10.0.42.1:6443 check", "")]
    [InlineData("10.0.42.9:6443", "server master1 k8smaster1:6443 check", "")] // a name: what it resolves to is not the file's word
    [InlineData("10.0.42.9:6443", "server master10 10.0.42.1:6443 check", "")]
    [InlineData(null, "server master1 10.0.42.1:6443 check", "")]
    public void AnAddressTheFileDoesNotSay_IsLost_AndCanBeSetAgain(string? now, string line, string lost)
    {
        var set = new ServerAdministration(ServerAdminState.None, 1, 1, true, true, false, false);
        var node = With(set, address: now, file: $"backend {A.Backend}\n  {line}\n");

        var changes = RuntimeChanges.Of(node)!.Value;

        Assert.Equal(lost, string.Join(';', changes.Select(change => change.What)));
        Assert.All(changes, change =>
            Assert.Equal(
                "set server api-backend/master1 addr 10.0.42.9 port 6443",
                Assert.IsType<SetServerAddress>(RuntimeChanges.CommandFor(change, "1", Node)).Compose(null).Text
            )
        );
    }

    [Theory]
    [InlineData("10.0.42.9:6443;shutdown frontend f")]
    [InlineData("10.0.42.9:6443\nquit")]
    [InlineData("somewhere:6443")]
    [InlineData(null)]
    public void AnAddressThatIsNone_BecomesNoCommand(string? address) =>
        Assert.Null(
            RuntimeChanges.CommandFor(
                new RuntimeChange(ProxyName.Parse(A.Backend), ServerName.Parse("master1"), RuntimeChangeKind.Address)
                {
                    Address = address,
                },
                "1",
                Node
            )
        );

    [Fact]
    public void SettingsOfAnotherWorker_OrNone_AreNotKnown()
    {
        var set = new ServerAdministration(ServerAdminState.ForcedMaintenance, 1, 1, true, true, false, false);
        Assert.Null(RuntimeChanges.Of(With(set, pid: 99)));
        Assert.Null(RuntimeChanges.Of(Scenario.Whole().Snapshot.Node(Node)!));
    }

    [Theory]
    [InlineData("UP", "L4OK", 3, "")]
    [InlineData("UP 1/3", "INI", 3, "health checks are not complete: api-backend/master1 is UP 1/3")]
    [InlineData("UP 0/3", "L4OK", 3, "health checks are not complete: api-backend/master1 is UP 0/3")]
    [InlineData("DOWN", "L4CON", 3, "")]
    [InlineData("UP", "L4OK", 2, "the local API endpoint answers 2 of 3 connections")]
    public void Proof_NeedsEndedChecks_AndTheNodesOwnEndpoint(string status, string check, int answers, string missing)
    {
        var before = Scenario.Whole().Inventory(i => i with { Probes = ProbeSchedule.Default }).Snapshot;
        var after = new Observation[]
        {
            SourceCatalogue.HaProxy.Observed(
                Node,
                A.Reading(A.Process(pid: 5, uptime: 1), A.Server("master1", status, check)),
                A.After(3)
            ),
            SourceCatalogue.LocalEndpoint.Observed(Node, Endpoint(answers), A.After(3)),
        }.Aggregate(before, SnapshotReducer.Apply);
        var verification = new ReloadVerification(
            before.Node(Node)!,
            new ReloadWorker(4711, 86400, "2.6"),
            A.After(1),
            A.After(2)
        );
        Assert.NotNull(verification.NewWorker(after));
        Assert.Equal(missing, string.Join(';', verification.Missing(after)));
    }

    [Fact]
    public void Proof_AnEndpointSeenBeforeTheReload_ProvesNothing()
    {
        var before = Scenario
            .Whole()
            .Inventory(i => i with { Probes = ProbeSchedule.Default })
            .Then(SourceCatalogue.LocalEndpoint.Observed(Node, Endpoint(3), A.After(1)))
            .Snapshot;
        var after = SnapshotReducer.Apply(
            before,
            SourceCatalogue.HaProxy.Observed(
                Node,
                A.Reading(A.Process(pid: 5, uptime: 1), A.Server("master1")),
                A.After(3)
            )
        );
        var verification = new ReloadVerification(before.Node(Node)!, null, A.After(1), A.After(2));
        Assert.Equal(
            ["the local API endpoint did not answer"],
            verification.Missing(after).Select(missing => missing.ToString())
        );
    }

    private static EndpointProbe Endpoint(int answers) =>
        new(
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new EndpointAttempt(i < answers, 200, TimeSpan.FromMilliseconds(3), null, null)),
            ],
            ServerIdentity.Verified
        );

    private static NodeState With(ServerAdministration set, int pid = 4711, string? address = null, string file = "") =>
        new Observation[]
        {
            SourceCatalogue.HaProxyConfiguration.Observed(
                Node,
                NodeConfiguration.Read(ConfigurationFile.Of(file, isCut: false)),
                A.Noon
            ),
            SourceCatalogue.HaProxySettings.Observed(
                Node,
                new RuntimeSettings(
                    A.Process(pid),
                    [new ServerRuntime(ProxyName.Parse(A.Backend), ServerName.Parse("master1"), set, address)]
                ),
                A.Noon
            ),
        }
            .Aggregate(Scenario.Whole().Snapshot, SnapshotReducer.Apply)
            .Node(Node)!;
}
