using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.HaProxy;

namespace HaDashboard.Adapters.Discovery;

/// <summary>
/// The command lines of the set-up. Each is a constant that only reads: no text of a node or of the API is ever put into one. They run with
/// <c>sh</c>, whatever the login shell of the account is. A key that is restricted to the commands of the dashboard refuses them.
/// </summary>
internal static class DiscoveryCommands
{
    /// <summary>
    /// The line before the output of a command. What a login shell prints is before it. It must not begin with <c>#</c>, which makes the
    /// rest of the command a comment.
    /// </summary>
    internal const string Begin = "hadashboard-begin";

    /// <summary>The line before the arguments of a process.</summary>
    internal const string Process = "hadashboard-process";

    internal const string End = "hadashboard-end";

    private const string EachProcess =
        "for p in /proc/[0-9]*; do c=; { read -r c < $p/comm; } 2>/dev/null; [ \"$c\" = haproxy ] || continue; ";

    /// <summary>Prints the arguments of every HAProxy process, one on each line.</summary>
    internal const string Processes =
        $"sh -c 'echo; echo {Begin}; {EachProcess}echo {Process}; tr \"\\000\" \"\\n\" < $p/cmdline; echo; done; echo {End}'";

    /// <summary>
    /// Prints the files after the <c>-f</c> of every HAProxy process, each once and below a line with its path, as <c>tail -n +1</c> does.
    /// The paths stay on the node: the script reads them from the processes.
    /// </summary>
    internal const string Files =
        $"sh -c 'echo; echo {Begin}; {{ {EachProcess}tr \"\\000\" \"\\n\" < $p/cmdline; echo; done; }} | {{ l=; s=; "
        + "while IFS= read -r a; do if [ \"$l\" = -f ]; then case \"$s\" in *\"|$a|\"*) ;; *) s=\"$s|$a|\"; "
        + "for f in \"$a\" \"$a\"/*.cfg; do if [ -f \"$f\" ] && [ -r \"$f\" ]; then "
        + $"echo \"==> $f <==\"; cat -- \"$f\"; echo; fi; done ;; esac; fi; l=$a; done; }}; echo {End}'";

    /// <summary>The command of the default configuration, which a restricted key allows.</summary>
    internal const string DefaultFile = $"cat {HaProxyDefaults.ConfigFile}";

    /// <summary>Prints <c>LoadState=loaded</c> if the unit exists.</summary>
    internal const string Unit = "systemctl show -p LoadState -p ActiveState haproxy.service";

    /// <summary>Lists what sudo allows the account to do, without asking for a password.</summary>
    internal const string Rights = "sudo -n -l";

    /// <summary>The lines of the output between the markers; null if the command did not run.</summary>
    internal static IReadOnlyList<string>? Output(CommandResult result)
    {
        var lines = result.Output.Split('\n');
        var begin = Array.IndexOf(lines, Begin);
        if (begin < 0)
        {
            return null;
        }

        var end = Array.IndexOf(lines, End, begin);
        return lines[(begin + 1)..(end < 0 ? lines.Length : end)];
    }
}
