using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HaDashboard.Core.Facts.Text;

/// <summary>
/// Takes secrets out of what a pod's specification holds. Where it must guess, it masks: a value too many hidden costs a look at the node, a
/// token shown costs the cluster. A path is shown, because it says where a secret is and not what it is.
/// </summary>
public static partial class Redaction
{
    public const string Mask = "<masked>";

    /// <summary>Flags, variables and keys of maps whose value is a secret, by any part of their name.</summary>
    public static ImmutableArray<string> SensitiveWords { get; } =
    [
        "token",
        "passw",
        "passphrase",
        "pwd",
        "secret",
        "credential",
        "key",
        "bearer",
        "basic-auth",
        "cookie",
        "signature",
        "sas",
        "dsn",
        "connection-string",
        "connectionstring",
    ];

    public static bool IsSensitive(string name) =>
        SensitiveWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A path on a node or in a container, a switch, or nothing: no secret, whatever the flag is called.</summary>
    public static bool IsHarmless(string value) => value is "" or "true" or "false" || KnownPath().IsMatch(value);

    /// <summary>A value under a name: masked where the name says secret, else freed of the secrets that can be told by their look.</summary>
    public static string Value(string name, string value) =>
        IsSensitive(name) && !IsHarmless(value) ? Mask : Text(value);

    /// <summary>A command line. The value of a sensitive flag is masked, in the same argument or in the next; in a script, so is all that follows.</summary>
    public static ImmutableArray<string> CommandLine(IEnumerable<string> arguments)
    {
        try
        {
            return Shown(arguments);
        }
        catch (RegexMatchTimeoutException)
        {
            return [Mask];
        }
    }

    private static ImmutableArray<string> Shown(IEnumerable<string> arguments)
    {
        var shown = ImmutableArray.CreateBuilder<string>();
        var maskNext = false;
        foreach (var argument in arguments)
        {
            var flag = Flag().Match(argument);
            shown.Add(
                maskNext
                    ? IsHarmless(argument)
                        ? argument
                        : Mask
                    : flag.Success
                        ? $"{flag.Groups["name"].Value}={Setting(flag.Groups["name"].Value, flag.Groups["value"].Value)}"
                        : Script(argument)
            );
            maskNext = !flag.Success && !maskNext && BareFlag().IsMatch(argument) && IsSensitive(argument);
        }

        return shown.ToImmutable();
    }

    /// <summary>Any other text: what looks like a secret is masked wherever it stands.</summary>
    public static string Text(string text)
    {
        try
        {
            return Told(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask; // a text made to keep us busy has nothing to say
        }
    }

    private static string Told(string text)
    {
        text = Pem().Replace(text, Mask);
        text = UserInfo().Replace(text, $"${{scheme}}{Mask}@");
        text = Authorization().Replace(text, $"${{scheme}} {Mask}");
        text = Query().Replace(text, $"${{name}}={Mask}");
        return WellKnown().Replace(text, Mask);
    }

    private static string Setting(string name, string value) =>
        IsSensitive(name) && !IsHarmless(value) ? Mask : Script(value);

    // Quoting can be as clever as a shell allows, so nothing after the first secret of a script is trusted to be none.
    private static string Script(string argument)
    {
        argument = Told(argument);
        foreach (Match named in Assignment().Matches(argument))
        {
            if (IsSensitive(named.Groups["name"].Value) && !IsHarmless(named.Groups["value"].Value.Trim('"', '\'')))
            {
                return argument[..named.Groups["value"].Index] + Mask;
            }
        }

        return argument;
    }

    // A base64 text may begin with a slash too; nothing random begins with one of these.
    [GeneratedRegex(
        @"^(file://)?/(etc|var|run|srv|opt|usr|home|tmp|mnt|root|data|dev|proc|app|apps|certs?|config|secrets?|pki|tls|ssl|vault|kubernetes|k8s)(/[\w.@:+-]{1,80})*/?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex KnownPath();

    [GeneratedRegex(
        @"^(?<name>-{0,2}[A-Za-z][\w.\-]*)=(?<value>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Flag();

    [GeneratedRegex(@"^-{1,2}[A-Za-z][\w.\-]*:?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareFlag();

    [GeneratedRegex(
        @"(?<name>[A-Za-z_\-][\w.\-]*)(?=[""']?(\s*[=:]\s*|\s+)(?<value>""[^""]*""|'[^']*'|\S+))",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(
        @"-----BEGIN [A-Z0-9 ]+-----.*?(-----END [A-Z0-9 ]+-----|$)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Pem();

    [GeneratedRegex(@"(?<scheme>[A-Za-z][A-Za-z0-9+.\-]*://)[^/\s@]+@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"\b(?<scheme>Bearer|Basic|Digest|Negotiate)\s+(?!<masked>)\S+",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Authorization();

    [GeneratedRegex(
        @"(?<name>[?&;][\w.\-]*(token|passw|secret|key|sig|auth)[\w.\-]*)=[^&\s""']+",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Query();

    // JSON web tokens, kubeadm's bootstrap tokens, and the tokens of the large clouds and forges.
    [GeneratedRegex(
        @"eyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bsk-[\w-]{20,}|\bAIza[\w-]{35}|\bhvs\.[\w-]{20,}",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WellKnown();
}
