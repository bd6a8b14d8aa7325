using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// A line of the console: either a read, or a line that stands for another command and runs as that command.
/// </summary>
public sealed record RunConsole(string CommandId, NodeName Node, ConsoleLine Line, bool OverrideLastServer = false)
    : RuntimeAction(CommandId, OverrideLastServer ? UserRole.Admin : Line.Requires, Node)
{
    public override RuntimeAction Effective => Line.ActionFor(Id, Node, OverrideLastServer) ?? (RuntimeAction)this;

    public override Message Describe() => RuntimeTexts.RunLine(Line.Text, Node);

    internal override string Target => "";

    internal override bool ChangesSomething => false;

    internal override RuntimeCommandText Compose(int? userWeight) => RuntimeCommandText.Read(Line);

    internal override bool IsSeen(RuntimeState before, RuntimeState now) => true;

    internal override Message Summarise(RuntimeState state) => Message.Empty;
}
