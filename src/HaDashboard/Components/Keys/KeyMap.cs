using HaDashboard.Core.Operations.Catalogue;

namespace HaDashboard.Components.Keys;

/// <summary>Every key and what it does, for the help. What carries them out is wwwroot/keys.js.</summary>
public static class KeyMap
{
    public static IReadOnlyList<KeyGroup> Groups { get; } =
    [
        new KeyGroup(
            "Everywhere",
            null,
            [
                new KeyLine(["?", "h", "H"], "this help", "? on top"),
                new KeyLine(
                    [":"],
                    "go to a page, node, mode or backend, or ask for an action, by typing",
                    "Go to… on top"
                ),
                new KeyLine(["/"], "to the filter", "the filter"),
                new KeyLine(["q", "Q"], "to the overview, which is out of a node", "HaDashboard on top"),
                new KeyLine(
                    ["Esc"],
                    "out of a field; closes a dialog; else back to the mode before, or up",
                    "the path above the title"
                ),
            ]
        ),
        new KeyGroup(
            "On a node or a backend",
            "Tab and Shift+Tab are the browser's own, so modes cycle with the brackets.",
            [
                new KeyLine(["1", "…", "5"], "STATUS, TRAFFIC, HTTP, ERRORS, CLI", "the tabs"),
                new KeyLine(["Alt+1", "…", "Alt+5"], "the same, out of the CLI too", "the tabs"),
                new KeyLine(["[", "]"], "the mode before, the mode after", "the tabs"),
                new KeyLine(["↑", "↓", "k", "j"], "the row before, the row after", "click the row"),
                new KeyLine(["PgUp", "PgDn"], "ten rows up, ten rows down", "scroll"),
                new KeyLine(["Home", "End"], "the first row, the last row", "scroll"),
            ]
        ),
        new KeyGroup(
            "On a server's row",
            "Each asks first and shows the exact command. F-keys act only while a server's row has the focus; elsewhere they are the browser's.",
            [
                new KeyLine(["Enter"], "what can be done with it", "⋯ in the row"),
                new KeyLine(["Space"], "its proxy/server into the CLI's line", "⋯, then “Into the CLI”"),
                .. CommandLines,
                .. AllNodesLines,
                new KeyLine(["A"], "the same server on every node: choose", "⋯, then “on all nodes”"),
            ]
        ),
        new KeyGroup(
            "In the CLI",
            null,
            [
                new KeyLine(["↑", "↓"], "the lines typed before, 100 of them, kept in this browser", "–"),
                new KeyLine(["Enter"], "send; empty: a dated mark", "Send"),
                new KeyLine(["PgUp", "PgDn"], "the output, one line up or down", "scroll"),
                new KeyLine(["Esc"], "out of the line", "click elsewhere"),
            ]
        ),
    ];

    private static IEnumerable<KeyLine> CommandLines =>
        CommandCatalogue
            .All.Where(command => !command.Keys.IsEmpty)
            .Select(command => new KeyLine(command.Keys, command.KeyHelp ?? command.Label, "⋯"));

    private static IEnumerable<KeyLine> AllNodesLines =>
        CommandCatalogue
            .All.Where(command => !command.AllNodesKeys.IsEmpty)
            .Select(command => new KeyLine(
                command.AllNodesKeys,
                $"{command.Label.ToUpperInvariant()} on every node",
                "⋯, then “on all nodes”"
            ));
}
