namespace HaDashboard.Starting;

internal enum Verb
{
    Run,
    Check,
    HashPassword,
    Enroll,
    Init,
    Help,
}

/// <summary>The command line: the verb and options of this program, and the arguments for ASP.NET Core.</summary>
/// <param name="Demo">True: show the simulated cluster instead of a real one.</param>
/// <param name="Rest">The arguments for the configuration, without our own: its parser would read the next argument as their value.</param>
/// <param name="Mistake">The error in the command line; null if it is valid.</param>
internal sealed record StartArguments(Verb Verb, bool Demo, string[] Rest, string? Mistake)
{
    /// <summary>The options of <see cref="Verb.Init"/>; null with another verb.</summary>
    public InitArguments? Init { get; private init; }

    public static StartArguments Parse(string[] args)
    {
        if (args is ["init", .. var options])
        {
            return OfInit(options);
        }

        var result = new StartArguments(Verb.Run, false, [], null);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--demo" or "--demo=true": // a test host passes the second form
                    result = result with { Demo = true };
                    break;
                case "--check":
                    result = result with { Verb = Verb.Check };
                    break;
                case "hash-password":
                    result = result with { Verb = Verb.HashPassword };
                    break;
                case "enroll":
                    result = result with { Verb = Verb.Enroll };
                    break;
                case "--help" or "-h" or "-?":
                    result = result with { Verb = Verb.Help };
                    break;
                case ['-', '-', _, ..] option when option.Contains('=', StringComparison.Ordinal):
                    rest.Add(option);
                    break;
                case ['-', '-', _, ..] option when i + 1 < args.Length && !args[i + 1].StartsWith('-'):
                    rest.Add(option);
                    rest.Add(args[++i]);
                    break;
                default:
                    return result with { Mistake = $"Unknown argument '{args[i]}'." };
            }
        }

        return result with
        {
            Rest = [.. rest],
            Mistake = result switch
            {
                { Demo: true, Verb: Verb.Check } =>
                    "--demo and --check cannot be combined: the demo has no real cluster to check.",
                { Demo: true, Verb: Verb.Enroll } => "--demo and enroll cannot be combined: the demo has no host keys.",
                _ => null,
            },
        };
    }

    // Its options are its own: a key of the configuration has no effect on the set-up.
    private static StartArguments OfInit(string[] options)
    {
        if (options.Any(option => option is "--help" or "-h" or "-?"))
        {
            return new StartArguments(Verb.Help, false, [], null);
        }

        var (init, mistake) = InitArguments.Parse(options);
        return new StartArguments(Verb.Init, false, [], mistake) { Init = init };
    }
}
