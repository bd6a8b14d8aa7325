using System.Text.Json;
using System.Text.RegularExpressions;
using Bunit;
using HaDashboard.Components.Actions;
using HaDashboard.Components.Actions.Targets;
using HaDashboard.Components.Keys;
using HaDashboard.Core.Operations.Actions;
using HaDashboard.Core.Operations.Catalogue;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Actions;

/// <summary>Every command of the catalogue is where its entry says: dialog, palette, key help, keys.js.</summary>
public sealed class CatalogueReachTests : ActionContext
{
    public CatalogueReachTests() => Role("Admin");

    [Fact]
    public void Dialog_OffersEveryCommandOfItsTarget()
    {
        ActionTarget[] targets = [Target(), Target() with { Server = null }, new(Target().Node)];
        Assert.All(targets, target =>
        {
            var choice = Page<ActionChoice>(Shown, parameters =>
                parameters.Add(c => c.Targets, [target]).Add(c => c.HasAgent, true)
            );
            Assert.Equal(
                CommandCatalogue.For(target.Kind).Select(command => command.Id),
                choice.FindAll("[data-verb]").Select(button => button.GetAttribute("data-verb")!)
            );
        });
    }

    [Fact]
    public void Palette_OffersEveryCommandWithPaletteWords()
    {
        var json = Page<Palette>(Shown).Find("#palette-data").GetAttribute("data-items")!;
        using var items = JsonDocument.Parse(json);
        Assert.Equal(
            CommandCatalogue.All.Where(command => command.PaletteText is not null).Select(command => command.Id),
            items.RootElement.GetProperty("verbs").EnumerateArray().Select(verb => verb.GetProperty("id").GetString()!)
        );
    }

    [Fact]
    public void KeyHelp_ListsEveryKey()
    {
        var lines = KeyMap.Groups.SelectMany(group => group.Lines).ToArray();
        Assert.All(CommandCatalogue.All.Where(command => !command.Keys.IsEmpty), command =>
            Assert.Contains(lines, line => line.Keys.SequenceEqual(command.Keys))
        );
        Assert.All(CommandCatalogue.All.Where(command => !command.AllNodesKeys.IsEmpty), command =>
            Assert.Contains(lines, line => line.Keys.SequenceEqual(command.AllNodesKeys))
        );
    }

    [Fact]
    public void KeysJs_AsksForTheCommandOfEachKey()
    {
        var bound = Bound();
        Assert.All(
            CommandCatalogue.All.SelectMany(command => command.Keys.Select(key => (key, command.Id))),
            expected => Assert.Equal(expected.Id, bound.GetValueOrDefault(expected.key))
        );
        Assert.All(
            CommandCatalogue.All.SelectMany(command => command.AllNodesKeys.Select(key => (key, command.Id))),
            expected => Assert.Equal($"{expected.Id}-everywhere", bound.GetValueOrDefault(expected.key))
        );
        Assert.All(
            bound.Values.Select(action => Regex.Replace(action, "-?everywhere$", "")).Where(id => id.Length > 0),
            id => Assert.Equal(CommandTargetKind.Server, CommandCatalogue.Named(id).Target)
        );
    }

    // The two tables of keys.js: { F9: 'ready', E: 'ready', '<': 'weight-10', … }.
    private static Dictionary<string, string> Bound()
    {
        var script = File.ReadAllText(Path.Combine(Root(), "wwwroot", "keys.js"));
        return Regex
            .Matches(script, @"const (?:functionKeys|letters) = \{(?<table>[^}]*)\}")
            .SelectMany(table =>
                Regex.Matches(table.Groups["table"].Value, @"'?(?<key>[^\s',:]+)'?: '(?<action>[^']*)'")
            )
            .ToDictionary(
                entry => entry.Groups["key"].Value,
                entry => entry.Groups["action"].Value,
                StringComparer.Ordinal
            );
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HaDashboard.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
