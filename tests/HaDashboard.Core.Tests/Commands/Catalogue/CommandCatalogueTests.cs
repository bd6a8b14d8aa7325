using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Operations.Journal;
using HaDashboard.Core.Operations.Reloads;
using Xunit;

namespace HaDashboard.Core.Tests.Commands.Catalogue;

/// <summary>
/// Walks the catalogue: every entry makes a command that a handler takes, has its words, and can be started from somewhere.
/// </summary>
public sealed class CommandCatalogueTests
{
    private static readonly CommandArguments Arguments = new("c1")
    {
        Nodes = [A.Name("k8smaster1")],
        Proxy = ProxyName.Parse(A.Backend),
        Server = ServerName.Parse("master2"),
        Weight = WeightChange.Absolute(10),
        ReloadId = "r1",
    };

    public static TheoryData<string> Ids => [.. CommandCatalogue.All.Select(command => command.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Entry_MakesACommand_WithItsRole(string id)
    {
        var entry = CommandCatalogue.Named(id);
        var command = entry.Create(Arguments);
        Assert.NotNull(command);
        Assert.Equal(("c1", entry.Requires), (command.Id, command.Requires));
        Assert.NotEqual("", command.Describe().ToString());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Entry_HasExactlyOneHandler(string id)
    {
        var command = CommandCatalogue.Named(id).Create(Arguments)!;
        Assert.Single(Handlers(), handler => handler.CanHandle(command));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Entry_HasItsWords(string id)
    {
        var entry = CommandCatalogue.Named(id);
        Assert.All([entry.Label, entry.Done, entry.Explanation], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.EndsWith(".", entry.Explanation, StringComparison.Ordinal);
        Assert.Equal(entry.Keys.IsEmpty, entry.KeyHelp is null);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Entry_CanBeStartedFromSomewhere(string id)
    {
        var entry = CommandCatalogue.Named(id);
        Assert.True(entry.InDialog || entry.RestRoute is not null, "neither a dialog nor REST starts it");
        Assert.Equal(entry.InDialog, CommandCatalogue.For(entry.Target).Contains(entry));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ConsoleForm_IsReadAsTheCommandOfItsEntry(string id)
    {
        var entry = CommandCatalogue.Named(id);
        var expected = entry.Create(Arguments)!;
        Assert.All(entry.ConsoleForms, form =>
        {
            var text = form.Replace("<server>", $"{A.Backend}/master2", StringComparison.Ordinal)
                .Replace("<proxy>", A.Backend, StringComparison.Ordinal)
                .Replace("<weight>", "10", StringComparison.Ordinal);
            var console = new RunConsole("c1", A.Name("k8smaster1"), ConsoleLine.Parse(text));
            Assert.Equal(expected, console.Effective);
            Assert.Equal(UserRole.Admin, console.Requires);
        });
    }

    [Fact]
    public void Ids_KeysAndConsoleForms_AreUnique()
    {
        AssertUnique(CommandCatalogue.All.Select(command => command.Id));
        AssertUnique(CommandCatalogue.All.SelectMany(command => command.Keys.Concat(command.AllNodesKeys)));
        AssertUnique(CommandCatalogue.All.SelectMany(command => command.ConsoleForms));
    }

    [Fact]
    public void EveryRuntimeAction_ThatAPersonCanStart_IsInTheCatalogue()
    {
        // The console line stands for the others; an address is set by a reload only.
        Type[] notInTheCatalogue = [typeof(RunConsole), typeof(SetServerAddress)];
        var commands = typeof(Command)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Command)) && !type.IsAbstract)
            .Except(notInTheCatalogue);
        var made = CommandCatalogue.All.Select(entry => entry.Create(Arguments)!.GetType()).Distinct();
        Assert.Equal(
            commands.Select(type => type.Name).Order(StringComparer.Ordinal),
            made.Select(type => type.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void MissingArgument_MakesNoCommand()
    {
        var nothing = new CommandArguments("c1");
        Assert.All(CommandCatalogue.All.Where(entry => entry.Target is not CommandTargetKind.Cluster), entry =>
            Assert.Null(entry.Create(nothing))
        );
        Assert.Null(CommandCatalogue.Named("weight").Create(Arguments with { Weight = null }));
    }

    private static void AssertUnique(IEnumerable<string> values)
    {
        var all = values.ToArray();
        Assert.Equal(all.Distinct(StringComparer.Ordinal), all);
    }

    private static ICommandHandler[] Handlers()
    {
        var (time, sink) = (new SteppedTime(), new FakeSink());
        var journal = new ActionJournal(sink, time);
        var feed = new FakeFeed(Views.ClusterView.Initial(Scenario.InventoryOf()));
        var runtime = new Actions.FakeRuntime();
        return
        [
            new ReloadHaProxyHandler(feed, new FakeNodeCommands(new Diary()), journal, new FakePolls(), time),
            new RollingReloadHandler(feed, journal, new FakePolls(), time),
            new RuntimeActionHandler(runtime, journal, new FakePolls(), time),
            new ReadConsoleHandler(runtime),
        ];
    }
}
