using Bunit;
using HaDashboard.Components.PodParts;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Tests;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class NodeLogPanelTests : PageContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeNodeLogs _logs = new();

    public NodeLogPanelTests() => Services.AddSingleton<INodeLogs>(_logs);

    [Fact]
    public void NothingConfigured_NothingIsShown()
    {
        _logs.Line = null;

        Assert.Empty(Panel().Markup.Trim());
    }

    [Fact]
    public void AViewer_IsOfferedNoCommand()
    {
        AddAuthorization().SetAuthorized("guest").SetRoles("Viewer");

        Assert.Empty(Panel().Markup.Trim());
    }

    [Fact]
    public void ItIsReadWhenAskedFor_AndNotBefore_AndSaysWhichWayItCame()
    {
        _logs.Text = _logs.Text with { Lines = ["<script>alert(1)</script>", "\\x1b]0;title"] };
        var panel = Panel();
        Assert.Contains(
            "over SSH from k8smaster1, not through the Kubernetes API",
            panel.Markup,
            StringComparison.Ordinal
        );
        Assert.Contains(FakeNodeLogs.Configured, panel.Find("code").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, _logs.Reads);

        panel.Find("[data-testid=node-log-read]").Click();

        Assert.Equal(
            ["<script>alert(1)</script>", "\\x1b]0;title"],
            panel.WaitForElements("[data-testid=node-log-text] .line", Patience).Select(line => line.TextContent)
        );
        Assert.Empty(panel.FindAll("script"));
        Assert.Equal(1, _logs.Reads);
    }

    [Fact]
    public void ACommandThatFails_IsNotTakenForTheLog()
    {
        _logs.Text = _logs.Text with { ExitCode = 1, Lines = ["sudo: a password is required"] };
        var panel = Panel();
        panel.Find("[data-testid=node-log-read]").Click();

        Assert.Contains(
            "exit code 1",
            panel.WaitForElement("[data-testid=node-log-exit]", Patience).TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void WhatIsCut_AndWhatCantBeReached_IsSaid_AndWhatWasReadStays()
    {
        _logs.Text = _logs.Text with { IsCut = true };
        var panel = Panel();
        panel.Find("[data-testid=node-log-read]").Click();
        Assert.Contains(
            "The output is truncated: only the last 64 KiB",
            panel.WaitForElement("[data-testid=node-log-cut]", Patience).TextContent,
            StringComparison.Ordinal
        );

        _logs.Failure = new SourceFailureException(
            FailureKind.HostUnreachable,
            Message.Verbatim("k8smaster1 can't be reached.")
        );
        panel.Find("[data-testid=refresh]").Click();

        Assert.Contains(
            "k8smaster1 can't be reached.",
            panel.WaitForElement("[data-testid=read-failure]", Patience).TextContent,
            StringComparison.Ordinal
        );
        Assert.NotEmpty(panel.FindAll("[data-testid=node-log-text] .line"));
    }

    private IRenderedComponent<NodeLogPanel> Panel() =>
        Render<NodeLogPanel>(p =>
            p.Add(panel => panel.Node, A.Name("k8smaster1"))
                .Add(panel => panel.Log, NodeLog.HaProxyJournal)
                .Add(panel => panel.Title, "HAProxy's journal")
        );

    private sealed class FakeNodeLogs : INodeLogs
    {
        public const string Configured = "sudo -n journalctl -u haproxy -n 200 --no-pager";

        public string? Line { get; set; } = Configured;

        public NodeLogText Text { get; set; } = new(Configured, 0, ["a line"], false, false, A.Noon);

        public SourceFailureException? Failure { get; set; }

        public int Reads { get; private set; }

        public string? LineOf(NodeName node, NodeLog log) => Line;

        public Task<NodeLogText> ReadAsync(NodeName node, NodeLog log, CancellationToken cancellationToken)
        {
            Reads++;
            return Failure is { } failure ? Task.FromException<NodeLogText>(failure) : Task.FromResult(Text);
        }
    }
}
