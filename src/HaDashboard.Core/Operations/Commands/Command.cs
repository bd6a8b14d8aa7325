using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>Something to be done to the cluster. A closed family: what is not here can't be asked for.</summary>
public abstract record Command
{
    private protected Command(string id, UserRole requires)
    {
        Id = id;
        Requires = requires;
    }

    /// <summary>Names this one execution, in the audit and in the records.</summary>
    public string Id { get; }

    public UserRole Requires { get; }

    /// <summary>Binds commands that were given as one, in the audit.</summary>
    public string? Batch { get; init; }

    /// <summary>The command in the words of the audit.</summary>
    public abstract string Describe();

    /// <summary>A fresh, unguessable id that sorts by time.</summary>
    public static string NewId(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}

/// <summary>Reload one node's HAProxy: check its file, reload, prove.</summary>
public sealed record ReloadHaProxy(string CommandId, NodeName Node) : Command(CommandId, UserRole.Operator)
{
    /// <summary>What was set by hand is set again after.</summary>
    public bool Reapply { get; init; }

    /// <summary>A dry run: the file is checked, nothing is reloaded.</summary>
    public bool CheckOnly { get; init; }

    public override string Describe() =>
        CheckOnly
            ? $"check the file of haproxy on {Node}"
            : $"reload haproxy on {Node}{(Reapply ? ", and set again what was set by hand" : "")}";
}
