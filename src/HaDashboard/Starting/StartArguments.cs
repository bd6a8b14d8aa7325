namespace HaDashboard.Starting;

internal enum Verb
{
    Run,
    Check,
    HashPassword,
    Enroll,
    Help,
}

/// <summary>The command line: our own words, and the rest for ASP.NET Core.</summary>
/// <param name="Demo">Show the simulated cluster instead of a real one.</param>
/// <param name="Rest">Taken by the configuration. Our words are taken out because its parser would swallow what follows them.</param>
/// <param name="Mistake">What can't be understood; null where all can.</param>
internal sealed record StartArguments(Verb Verb, bool Demo, string[] Rest, string? Mistake)
{
    public static StartArguments Parse(string[] args)
    {
        var result = new StartArguments(Verb.Run, false, [], null);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--demo" or "--demo=true": // the second is how a test host says it
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
                    return result with { Mistake = $"'{args[i]}' is not understood." };
            }
        }

        return result with
        {
            Rest = [.. rest],
            Mistake = result switch
            {
                { Demo: true, Verb: Verb.Check } =>
                    "--demo and --check don't go together: there is nothing real to check.",
                { Demo: true, Verb: Verb.Enroll } =>
                    "--demo and enroll don't go together: there is nothing real to know.",
                _ => null,
            },
        };
    }
}
