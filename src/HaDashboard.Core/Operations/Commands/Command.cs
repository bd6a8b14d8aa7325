using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Operations.Commands;

/// <summary>An action on the cluster. The constructor is not public: nothing outside this assembly can define another command.</summary>
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

    /// <summary>The nodes it acts on, as far as they are named; empty where it names none.</summary>
    public virtual ImmutableArray<NodeName> Nodes => [];

    /// <summary>Binds commands that were given as one, in the audit.</summary>
    public string? Batch { get; init; }

    /// <summary>The command as the audit log describes it.</summary>
    public abstract Message Describe();

    /// <summary>A fresh, unguessable id that sorts by time.</summary>
    public static string NewId(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
