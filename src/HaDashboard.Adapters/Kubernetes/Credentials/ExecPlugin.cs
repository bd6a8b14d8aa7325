using System.Collections.Immutable;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Credentials;

/// <summary>The <c>exec</c> entry of a kubeconfig's user: a program that prints a token or a client certificate.</summary>
/// <param name="Command">A name to be found in PATH, or an absolute path.</param>
/// <param name="Environment">Added to the environment of the dashboard.</param>
/// <param name="ApiVersion">The version of ExecCredential that the program must print.</param>
/// <param name="Info">The value of KUBERNETES_EXEC_INFO: what the program may know about the cluster.</param>
/// <param name="InstallHint">What the kubeconfig advises if the program is missing.</param>
internal sealed record ExecPlugin(
    string Command,
    ImmutableArray<string> Arguments,
    ImmutableArray<KeyValuePair<string, string>> Environment,
    string ApiVersion,
    string Info,
    string? InstallHint
)
{
    /// <summary>The command without its folder and arguments, which may contain secrets.</summary>
    public string Name => Printable.Excerpt(Path.GetFileName(Command), 80);

    public bool Equals(ExecPlugin? other) =>
        other is not null
        && Command == other.Command
        && Arguments.SequenceEqual(other.Arguments)
        && Environment.SequenceEqual(other.Environment)
        && ApiVersion == other.ApiVersion
        && Info == other.Info;

    public override int GetHashCode() => HashCode.Combine(Command, Arguments.Length, ApiVersion);

    public override string ToString() => Name;
}
