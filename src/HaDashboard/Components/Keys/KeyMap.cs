using HaDashboard.Core.Operations.Catalogue;

namespace HaDashboard.Components.Keys;

/// <summary>Every key and its action, for the key help. wwwroot/keys.js implements them.</summary>
public static class KeyMap
{
    public static IReadOnlyList<KeyGroup> Groups { get; } =
    [
        new KeyGroup(
            "Everywhere",
            null,
            [
                new KeyLine(["?", "h", "H"], "Show this help", "? in the header"),
                new KeyLine(
                    [":"],
                    "Go to a page, node, view or backend, or start an action, by name",
                    "Go to… in the header"
                ),
                new KeyLine(["/"], "Go to the filter", "the filter field"),
                new KeyLine(["q", "Q"], "Go to Overview", "HaDashboard in the header"),
                new KeyLine(["Esc"], "Leave a field, close the dialog, or go back", "the path above the title"),
            ]
        ),
        new KeyGroup(
            "On a node or a backend",
            "The browser uses Tab and Shift+Tab. The brackets switch views.",
            [
                new KeyLine(["1", "…", "5"], "Show STATUS, TRAFFIC, HTTP, ERRORS, CLI", "the tabs"),
                new KeyLine(["Alt+1", "…", "Alt+5"], "The same, also while typing in the CLI", "the tabs"),
                new KeyLine(["[", "]"], "Previous view, next view", "the tabs"),
                new KeyLine(["↑", "↓", "k", "j"], "Previous row, next row", "click the row"),
                new KeyLine(["PgUp", "PgDn"], "Ten rows up, ten rows down", "scroll"),
                new KeyLine(["Home", "End"], "First row, last row", "scroll"),
            ]
        ),
        new KeyGroup(
            "On a server's row",
            "Each key opens a confirmation with the exact command. F-keys work only while a server's row has the focus. "
                + "Elsewhere the browser handles them.",
            [
                new KeyLine(["Enter"], "Show the actions", "⋯ in the row"),
                new KeyLine(["Space"], "Paste proxy/server into the CLI", "⋯, then “Paste into CLI”"),
                .. CommandLines,
                .. AllNodesLines,
                new KeyLine(["A"], "Choose an action for this server on all nodes", "⋯, then “on all nodes”"),
            ]
        ),
        new KeyGroup(
            "In the CLI",
            null,
            [
                new KeyLine(["↑", "↓"], "Previous commands (the last 100, saved in this browser)", "–"),
                new KeyLine(["Enter"], "Send the command. An empty line adds a timestamp.", "Send"),
                new KeyLine(["PgUp", "PgDn"], "Scroll the output one line", "scroll"),
                new KeyLine(["Esc"], "Leave the command line", "click elsewhere"),
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
                $"{command.Label.ToString().ToUpperInvariant()} on all nodes",
                "⋯, then “on all nodes”"
            ));
}
