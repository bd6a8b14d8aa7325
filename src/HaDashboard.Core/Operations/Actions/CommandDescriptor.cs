using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

public enum CommandGroup
{
    State,
    Weight,
    Checks,
    Agent,
    Sessions,
    Frontend,
    Counters,
    Reload,
}

/// <summary>What a command acts on.</summary>
public enum CommandTargetKind
{
    Server,
    Frontend,
    Node,

    /// <summary>Several nodes, or a record.</summary>
    Cluster,
}

/// <summary>
/// An entry of the command catalogue: what a command is called, what it does, who can run it, and where it can be started. The dialog, the
/// keys, the palette, the console and REST read it from here and nowhere else.
/// </summary>
/// <param name="Id">Used in <c>data-action</c>, <c>data-verb</c> and keys.js.</param>
/// <param name="Label">The text of its button.</param>
/// <param name="Done">The state of the target afterwards: "master2 drained on 4 nodes".</param>
/// <param name="Explanation">What it does and what undoes it.</param>
public sealed record CommandDescriptor(
    string Id,
    Message Label,
    Message Done,
    CommandGroup Group,
    UserRole Requires,
    Message Explanation
)
{
    public required CommandTargetKind Target { get; init; }

    /// <summary>Makes the command; null where an argument that it needs is missing.</summary>
    public required Func<CommandArguments, Command?> Create { get; init; }

    /// <summary>It can run on all nodes at once.</summary>
    public bool OnAllNodes { get; init; }

    /// <summary>The text of the confirmation's button, before the name of the target.</summary>
    public Message ConfirmVerb { get; init; } = Label;

    /// <summary>The target gets no new sessions.</summary>
    public bool TakesTrafficAway { get; init; }

    /// <summary>It cuts connections, or hides a failure: its button is red.</summary>
    public bool IsDangerous =>
        TakesTrafficAway || Group is CommandGroup.Sessions or CommandGroup.Checks or CommandGroup.Frontend;

    /// <summary>By how much it changes a weight; 0 for the form of an exact weight; null where it is no step.</summary>
    public int? Step { get; init; }

    public bool IsWeight => Group is CommandGroup.Weight;

    /// <summary>What it changed is read back and can be restored.</summary>
    public bool CanBeUndone => Group is CommandGroup.State or CommandGroup.Weight;

    /// <summary>Any of these keys on a server's row.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>The keys that run it on all nodes.</summary>
    public ImmutableArray<string> AllNodesKeys { get; init; } = [];

    /// <summary>The line of the key help.</summary>
    public Message? KeyHelp { get; init; }

    /// <summary>Its text in the palette, before the name of the server; null if the palette does not offer it.</summary>
    public Message? PaletteText { get; init; }

    /// <summary>Its button for several selected servers; null where there is none.</summary>
    public Message? SelectionLabel { get; init; }

    /// <summary>It is offered in the dialog of its target.</summary>
    public bool InDialog { get; init; } = true;

    /// <summary>The console's forms, with <c>&lt;server&gt;</c>, <c>&lt;proxy&gt;</c> and <c>&lt;weight&gt;</c> as placeholders.</summary>
    public ImmutableArray<string> ConsoleForms { get; init; } = [];

    /// <summary>The REST route below <c>/api/v1</c> that runs it; null where there is none.</summary>
    public string? RestRoute { get; init; }

    /// <summary>The keys as text: "F9 or E"; null if there are none.</summary>
    public Message? KeyText => Keys.IsEmpty ? null : Keys.Select(Message.Verbatim).Aggregate(DescriptorTexts.EitherKey);
}

/// <summary>What a command is made of. Every part is typed and was validated when it was constructed.</summary>
/// <param name="CommandId">The id of this one execution.</param>
public sealed record CommandArguments(string CommandId)
{
    /// <summary>One node, or several for a rolling reload.</summary>
    public ImmutableArray<NodeName> Nodes { get; init; } = [];

    public ProxyName? Proxy { get; init; }

    public ServerName? Server { get; init; }

    public WeightChange? Weight { get; init; }

    /// <summary>The id of a rolling reload.</summary>
    public string? ReloadId { get; init; }

    public bool OverrideLastServer { get; init; }
}
