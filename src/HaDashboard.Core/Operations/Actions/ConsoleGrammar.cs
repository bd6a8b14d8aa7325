using System.Collections.Immutable;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>
/// The lines the console accepts, by role. A line that changes something must be one of the forms in <see cref="RuntimeCommands"/>; a line
/// that matches nothing is not sent.
/// </summary>
internal static class ConsoleGrammar
{
    private static readonly (string Line, Message Why)[] Deny =
    [
        ("prompt", RuntimeTexts.PromptDenied),
        ("set timeout cli", RuntimeTexts.TimeoutDenied),
        ("quit", RuntimeTexts.QuitDenied),
        ("show threads", RuntimeTexts.CrashDenied),
        ("show schema json", RuntimeTexts.CrashDenied),
        ("show env", RuntimeTexts.EnvironmentDenied),
        ("expert-mode", RuntimeTexts.ExpertDenied),
        ("experimental-mode", RuntimeTexts.ExperimentalDenied),
    ];

    private static readonly string[] Reads =
    [
        "show info",
        "show stat",
        "show servers state",
        "show servers conn",
        "show backend",
        "show version",
        "show cli level",
        "show cli sockets",
        "show pools",
        "show activity",
        "show resolvers",
        "show table",
        "show peers",
        "show cache",
        "show libs",
        "get weight",
        "help",
    ];

    private static readonly string[] AdminReads = ["show sess", "show errors", "show startup-logs"];

    private static readonly ImmutableArray<Form> Forms =
    [
        .. RuntimeCommands.All.SelectMany(command =>
            command.ConsoleForms.Select(form => new Form(command, form.Split(' ')))
        ),
    ];

    // "set server", "enable health": the words before the first placeholder. "clear counters all" begins with "clear counters".
    private static readonly string[] AdminChanges =
    [
        .. Forms
            .Select(form => form.Prefix)
            .Distinct(StringComparer.Ordinal)
            .Where(prefix => !Forms.Any(form => prefix.StartsWith(form.Prefix + ' ', StringComparison.Ordinal))),
    ];

    internal static Message? Denied(string[] words)
    {
        foreach (var (line, why) in Deny)
        {
            if (Begins(words, line))
            {
                return RuntimeTexts.LineDenied(line, why);
            }
        }

        return null;
    }

    /// <returns>null with the problem where the line is none of the console's.</returns>
    internal static UserRole? RoleOf(string[] words, out Message? problem)
    {
        problem = null;
        if (Reads.Any(line => Begins(words, line)))
        {
            return UserRole.Operator;
        }

        if (AdminReads.Any(line => Begins(words, line)))
        {
            return UserRole.Admin;
        }

        if (!Changes(words))
        {
            problem = Unknown(words);
            return null;
        }

        if (Action(words, "", AnyNode, overrideLastServer: false) is not null)
        {
            return UserRole.Admin;
        }

        problem = RuntimeTexts.LineIncomplete(Usage(words[0]));
        return null;
    }

    internal static bool Changes(string[] words) => AdminChanges.Any(line => Begins(words, line));

    internal static RuntimeAction? Action(string[] words, string id, NodeName node, bool overrideLastServer)
    {
        var start = new CommandArguments(id) { Nodes = [node], OverrideLastServer = overrideLastServer };
        foreach (var form in Forms)
        {
            if (form.Read(words, start) is { } arguments)
            {
                return (RuntimeAction?)form.Command.Create(arguments);
            }
        }

        return null;
    }

    private static NodeName AnyNode { get; } = NodeName.Parse("any");

    private static Message Unknown(string[] words)
    {
        var line = Printable.Excerpt(string.Join(' ', words.Take(2)), 60);
        var reads = string.Join(", ", Reads);
        var admin = string.Join(", ", AdminReads.Concat(AdminChanges));
        return RuntimeTexts.LineUnknown(line, reads, admin);
    }

    private static Message Usage(string first) =>
        Message.Join(
            ", ",
            Forms.Where(form => form.Words[0].Equals(first, StringComparison.Ordinal)).Select(form => form.Usage)
        );

    private static bool Begins(string[] words, string line)
    {
        var wanted = line.Split(' ');
        return words.Length >= wanted.Length && words.AsSpan(0, wanted.Length).SequenceEqual(wanted);
    }

    /// <summary>One form of one command, word by word.</summary>
    private sealed record Form(CommandDescriptor Command, string[] Words)
    {
        internal string Prefix => string.Join(' ', Words.TakeWhile(word => !IsPlaceholder(word)));

        internal Message Usage => Message.Join(" ", Words.Select(UsageOf));

        /// <returns>null where the words are not of this form.</returns>
        internal CommandArguments? Read(string[] words, CommandArguments start)
        {
            if (words.Length != Words.Length)
            {
                return null;
            }

            CommandArguments? arguments = start;
            for (var i = 0; arguments is not null && i < words.Length; i++)
            {
                arguments = ReadWord(Words[i], words[i], arguments);
            }

            return arguments;
        }

        private static CommandArguments? ReadWord(string expected, string word, CommandArguments arguments) =>
            expected switch
            {
                "<server>" => WithServer(word, arguments),
                "<proxy>" => ProxyName.TryParse(word, out var proxy) ? arguments with { Proxy = proxy } : null,
                "<weight>" => WeightChange.TryParse(word, out var weight) ? arguments with { Weight = weight } : null,
                _ => expected.Equals(word, StringComparison.Ordinal) ? arguments : null,
            };

        private static CommandArguments? WithServer(string path, CommandArguments arguments)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            return
                slash > 0
                && ProxyName.TryParse(path[..slash], out var proxy)
                && ServerName.TryParse(path[(slash + 1)..], out var server)
                ? arguments with
                {
                    Proxy = proxy,
                    Server = server,
                }
                : null;
        }

        private static Message UsageOf(string word) =>
            word switch
            {
                "<server>" => Message.Verbatim("proxy/server"),
                "<proxy>" => Message.Verbatim("proxy"),
                "<weight>" => RuntimeTexts.WeightForms,
                _ => Message.Verbatim(word),
            };

        private static bool IsPlaceholder(string word) => word.StartsWith('<');
    }
}
