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
    private static readonly (string Line, string Why)[] Deny =
    [
        ("prompt", "it changes how the output ends"),
        ("set timeout cli", "it changes the timeout of the session"),
        ("quit", "each command has its own session, which closes automatically"),
        ("show threads", "it crashes HAProxy 3.0.0"),
        ("show schema json", "it crashes HAProxy 3.0.0"),
        ("show env", "the environment can contain secrets"),
        ("expert-mode", "it enables debugging commands"),
        ("experimental-mode", "it enables experimental commands"),
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

    internal static string? Denied(string[] words)
    {
        foreach (var (line, why) in Deny)
        {
            if (Begins(words, line))
            {
                return $"The console does not send '{line}': {why}.";
            }
        }

        return null;
    }

    /// <returns>null with the problem where the line is none of the console's.</returns>
    internal static UserRole? RoleOf(string[] words, out string? problem)
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

        problem = "The command is incomplete or its form is not supported. Supported forms: " + Usage(words[0]);
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

    private static string Unknown(string[] words)
    {
        var line = Printable.Excerpt(string.Join(' ', words.Take(2)), 60);
        var reads = string.Join(", ", Reads);
        var admin = string.Join(", ", AdminReads.Concat(AdminChanges));
        return $"The console does not support '{line}'. Supported commands: {reads}. For Admin also: {admin}.";
    }

    private static string Usage(string first) =>
        string.Join(
            ", ",
            Forms.Where(form => form.Words[0].Equals(first, StringComparison.Ordinal)).Select(form => form.Usage)
        ) + ".";

    private static bool Begins(string[] words, string line)
    {
        var wanted = line.Split(' ');
        return words.Length >= wanted.Length && words.AsSpan(0, wanted.Length).SequenceEqual(wanted);
    }

    /// <summary>One form of one command, word by word.</summary>
    private sealed record Form(CommandDescriptor Command, string[] Words)
    {
        internal string Prefix => string.Join(' ', Words.TakeWhile(word => !IsPlaceholder(word)));

        internal string Usage =>
            string.Join(' ', Words)
                .Replace("<server>", "proxy/server", StringComparison.Ordinal)
                .Replace("<proxy>", "proxy", StringComparison.Ordinal)
                .Replace("<weight>", "0-256 or 0%-100%", StringComparison.Ordinal);

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

        private static bool IsPlaceholder(string word) => word.StartsWith('<');
    }
}
