using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace HaDashboard.Core.Facts.Text;

/// <summary>
/// Masks secrets in the specification of a pod. In doubt it masks: if a harmless value is hidden, the reader looks at the node;
/// if a token is shown, an attacker can take over the cluster. Paths are shown: they show where a secret is, not what it is.
/// </summary>
public static partial class Redaction
{
    public const string Mask = "<masked>";

    /// <summary>A flag, variable or map key is secret if its name contains one of these words (case is ignored).</summary>
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

    /// <summary>
    /// True for an empty value, a boolean, or a path on a node or in a container. Such a value is never a secret, whatever its name is.
    /// </summary>
    public static bool IsHarmless(string value) => value is "" or "true" or "false" || KnownPath().IsMatch(value);

    /// <summary>The value, masked completely if its name is sensitive; otherwise with every text that looks like a secret masked.</summary>
    public static string Value(string name, string value) =>
        IsSensitive(name) && !IsHarmless(value) ? Mask : Text(value);

    /// <summary>
    /// A command line with its secrets masked. The value of a sensitive flag is masked in the same argument and in the next one.
    /// In a shell script, everything after the first secret is masked too.
    /// </summary>
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

    /// <summary>Any other text, with everything that looks like a secret masked.</summary>
    public static string Text(string text)
    {
        try
        {
            return WithoutSecrets(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask; // The text makes a regular expression run for too long: it could have been written to do that.
        }
    }

    private static string WithoutSecrets(string text)
    {
        text = Pem().Replace(text, Mask);
        text = UserInfo().Replace(text, $"${{scheme}}{Mask}@");
        text = Authorization().Replace(text, $"${{scheme}} {Mask}");
        text = Query().Replace(text, $"${{name}}={Mask}");
        return WellKnown().Replace(text, Mask);
    }

    private static string Setting(string name, string value) =>
        IsSensitive(name) && !IsHarmless(value) ? Mask : Script(value);

    // Shell quoting cannot be parsed reliably, so everything after the first secret of a script is masked.
    private static string Script(string argument)
    {
        argument = WithoutSecrets(argument);
        foreach (Match named in Assignment().Matches(argument))
        {
            if (IsSensitive(named.Groups["name"].Value) && !IsHarmless(named.Groups["value"].Value.Trim('"', '\'')))
            {
                return argument[..named.Groups["value"].Index] + Mask;
            }
        }

        return argument;
    }

    // A base64 text can begin with a slash, so only paths below these well-known folders count as paths.
    [GeneratedRegex(
        @"^(file://)?/(etc|var|run|srv|opt|usr|home|tmp|mnt|root|data|dev|proc|app|apps|certs?|config|secrets?|pki|tls|ssl|"
            + @"vault|kubernetes|k8s)(/[\w.@:+-]{1,80})*/?$",
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

    // JSON web tokens, kubeadm bootstrap tokens, and tokens of large cloud providers and code hosts.
    [GeneratedRegex(
        @"eyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?|\b[a-z0-9]{6}\.[a-z0-9]{16}\b|\b(AKIA|ASIA)[A-Z0-9]{16}\b|"
            + @"\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|"
            + @"\bsk-[\w-]{20,}|\bAIza[\w-]{35}|\bhvs\.[\w-]{20,}",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WellKnown();
}
