using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Catalogue;

namespace HaDashboard.Components.Keys;

/// <summary>Every key and its action, for the key help. wwwroot/keys.js implements them.</summary>
public static class KeyMap
{
    public static IReadOnlyList<KeyGroup> Groups =>
        [
            new KeyGroup(
                KeyTexts.EverywhereGroup,
                null,
                [
                    new KeyLine(["?", "h", "H"], KeyTexts.ShowHelp, KeyTexts.ShowHelpMouse),
                    new KeyLine([":"], KeyTexts.GoTo, KeyTexts.GoToMouse),
                    new KeyLine(["/"], KeyTexts.GoToFilter, KeyTexts.GoToFilterMouse),
                    new KeyLine(["q", "Q"], KeyTexts.GoToOverview, KeyTexts.GoToOverviewMouse),
                    new KeyLine(["Esc"], KeyTexts.GoBack, KeyTexts.GoBackMouse),
                ]
            ),
            new KeyGroup(
                KeyTexts.NodeGroup,
                KeyTexts.NodeGroupNote,
                [
                    new KeyLine(["1", "…", "5"], KeyTexts.ShowView, KeyTexts.TabsMouse),
                    new KeyLine(["Alt+1", "…", "Alt+5"], KeyTexts.ShowViewInCli, KeyTexts.TabsMouse),
                    new KeyLine(["[", "]"], KeyTexts.StepView, KeyTexts.TabsMouse),
                    new KeyLine(["↑", "↓", "k", "j"], KeyTexts.StepRow, KeyTexts.StepRowMouse),
                    new KeyLine(["PgUp", "PgDn"], KeyTexts.StepTenRows, KeyTexts.ScrollMouse),
                    new KeyLine(["Home", "End"], KeyTexts.FirstOrLastRow, KeyTexts.ScrollMouse),
                ]
            ),
            new KeyGroup(
                KeyTexts.ServerGroup,
                KeyTexts.ServerGroupNote,
                [
                    new KeyLine(["Enter"], KeyTexts.ShowActions, KeyTexts.ShowActionsMouse),
                    new KeyLine(["Space"], KeyTexts.PastePath, KeyTexts.PastePathMouse),
                    .. CommandLines,
                    .. AllNodesLines,
                    new KeyLine(["A"], KeyTexts.OnAllNodes, KeyTexts.OnAllNodesMouse),
                ]
            ),
            new KeyGroup(
                KeyTexts.CliGroup,
                null,
                [
                    new KeyLine(["↑", "↓"], KeyTexts.PreviousCommands, Message.Verbatim("–")),
                    new KeyLine(["Enter"], KeyTexts.SendCommand, KeyTexts.SendCommandMouse),
                    new KeyLine(["PgUp", "PgDn"], KeyTexts.ScrollOutput, KeyTexts.ScrollMouse),
                    new KeyLine(["Esc"], KeyTexts.LeaveCli, KeyTexts.LeaveCliMouse),
                ]
            ),
        ];

    private static IEnumerable<KeyLine> CommandLines =>
        CommandCatalogue
            .All.Where(command => !command.Keys.IsEmpty)
            .Select(command => new KeyLine(
                command.Keys,
                Message.Verbatim(command.KeyHelp ?? command.Label),
                Message.Verbatim("⋯")
            ));

    private static IEnumerable<KeyLine> AllNodesLines =>
        CommandCatalogue
            .All.Where(command => !command.AllNodesKeys.IsEmpty)
            .Select(command => new KeyLine(
                command.AllNodesKeys,
                KeyTexts.CommandOnAllNodes(command.Label.ToString().ToUpperInvariant()),
                KeyTexts.OnAllNodesMouse
            ));
}
