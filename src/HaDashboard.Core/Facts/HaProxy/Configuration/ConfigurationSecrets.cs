using System.Text.RegularExpressions;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Facts.HaProxy.Configuration;

/// <summary>
/// Masks the secrets of one line of haproxy.cfg. In doubt a value is masked; the reader can still look at the node. The names of headers,
/// variables and files are shown.
/// </summary>
internal sealed partial class ConfigurationSecrets
{
    // The word after one of these is, or may be, a secret.
    private static readonly string[] BeforeSecret =
    [
        "password",
        "insecure-password",
        "auth",
        "dynamic-cookie-key",
        "agent-send",
        "token",
        "secret",
        "key",
        "jwt-secret",
        "cluster-secret",
        "log-format-sd",
        "sd",
        "body",
        "body-lf",
    ];

    // Everything behind one of these at the begin of a line, and its first argument, may be a secret.
    private static readonly string[] BeforeArguments =
    [
        "setenv",
        "presetenv",
        "lua-load",
        "lua-load-per-thread",
        "lua-prepend-path",
        "acme-vars",
    ];

    // Headers of a health check that contain no secret.
    private static readonly string[] PlainHeaders =
    [
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "content-type",
        "content-length",
        "cache-control",
    ];

    private static readonly string[] HeaderActions =
    [
        "set-header",
        "add-header",
        "replace-header",
        "replace-value",
        "early-hint",
        "set-param",
        "hdr",
    ];

    private readonly IReadOnlyList<ConfigurationWord> _words;
    private readonly ConfigurationWord[] _shown;

    private ConfigurationSecrets(IReadOnlyList<ConfigurationWord> words) => (_words, _shown) = (words, [.. words]);

    private string First => _words[0].Value;

    /// <summary>The words; one that contains a secret is replaced by <see cref="Redaction.Mask"/> or shortened before the secret.</summary>
    internal static IReadOnlyList<ConfigurationWord> Mask(IReadOnlyList<ConfigurationWord> words)
    {
        var secrets = new ConfigurationSecrets(words);
        try
        {
            secrets.MaskArguments();
            secrets.MaskAfterNames();
            secrets.MaskHeaders();
            secrets.MaskCheckPayload();
            secrets.MaskVariables();
            secrets.MaskComparisons();
            secrets.MaskTexts();
        }
        catch (RegexMatchTimeoutException)
        {
            secrets.Hide(1, words.Count);
        }

        return secrets._shown;
    }

    private static bool IsSensitive(string name) =>
        Redaction.IsSensitive(name)
        || name.Contains("auth", StringComparison.OrdinalIgnoreCase)
        || name.Contains("jwt", StringComparison.OrdinalIgnoreCase)
        || name.Contains("session", StringComparison.OrdinalIgnoreCase);

    private void Hide(int from, int to)
    {
        for (var i = Math.Max(from, 0); i < Math.Min(to, _shown.Length); i++)
        {
            _shown[i] = new ConfigurationWord(Redaction.Mask, Redaction.Mask);
        }
    }

    private void Hide(int at) => Hide(at, at + 1);

    private void MaskArguments()
    {
        if (BeforeArguments.Contains(First, StringComparer.Ordinal))
        {
            Hide(First is "acme-vars" ? 1 : 2, _words.Count);
        }
        else if (First is "command") // of a program section
        {
            Hide(2, _words.Count);
        }
    }

    private void MaskAfterNames()
    {
        for (var i = 1; i < _words.Count; i++)
        {
            var (before, word) = (_words[i - 1].Value, _words[i].Value);
            var isCookieOfServer = before is "cookie" && First is "server" or "default-server" or "server-template";
            var isKeyFile = before is "key" && word.StartsWith('/') && Redaction.IsHarmless(word);
            var isRule = before is "auth" && First is "http-request"; // http-request auth realm …
            if (isCookieOfServer || (BeforeSecret.Contains(before, StringComparer.Ordinal) && !isKeyFile && !isRule))
            {
                Hide(i);
            }
        }
    }

    private void MaskHeaders()
    {
        for (var i = 0; i + 2 < _words.Count; i++)
        {
            var (action, name) = (_words[i].Value, _words[i + 1].Value);
            if (HeaderActions.Contains(action, StringComparer.Ordinal) && IsSecretHeader(name))
            {
                Hide(i + 2, i + (action.StartsWith("replace", StringComparison.Ordinal) ? 4 : 3));
            }
        }
    }

    // A health check has few headers, and an unknown one is usually there to sign in.
    private bool IsSecretHeader(string name) =>
        First is "http-check" ? !PlainHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) : IsSensitive(name);

    private void MaskCheckPayload()
    {
        var isHttp = First is "option" && _words.Count > 1 && _words[1].Value is "httpchk";
        if (First is "tcp-check" && _words.Count > 2 && _words[1].Value.StartsWith("send", StringComparison.Ordinal))
        {
            Hide(2);
        }
        else if (isHttp || First is "http-check" or "tcp-check")
        {
            MaskAfterLineEnd(hidesRest: isHttp);
        }
    }

    // Behind the HTTP version a line end begins headers: "HTTP/1.1\r\nAuthorization:\ Basic\ …".
    private void MaskAfterLineEnd(bool hidesRest)
    {
        for (var i = 0; i < _words.Count; i++)
        {
            var end = _words[i].Value.AsSpan().IndexOfAny('\r', '\n');
            if (end < 0)
            {
                continue;
            }

            var before = _words[i].Value[..end];
            var shown = PlainWord().IsMatch(before) ? before : "";
            var written = $"{shown}\\r\\n{Redaction.Mask}";
            _shown[i] = new ConfigurationWord(written, written);
            if (hidesRest)
            {
                Hide(i + 1, _words.Count);
                return;
            }
        }
    }

    // set-var(txn.token) str(…), and in a global section: set-var proc.token str(…)
    private void MaskVariables()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i].Value;
            var name =
                word is "set-var" or "set-var-fmt" ? _words.ElementAtOrDefault(i + 1).Value ?? ""
                : word.StartsWith("set-var", StringComparison.Ordinal) ? word
                : null;
            if (name is not null && IsSensitive(name))
            {
                HideUntilCondition(i + (ReferenceEquals(name, word) ? 1 : 2));
            }

            if (IsSecretDefault(word) || (First is ".if" or ".elif" && i > 0 && IsSensitive(word)))
            {
                Hide(i);
            }
        }
    }

    // ${NAME-default}
    private static bool IsSecretDefault(string word) =>
        VariableWithDefault().Matches(word).Any(match => IsSensitive(match.Groups["name"].Value));

    // acl signed-in req.hdr(X-Api-Key) -m str …, and the same between braces
    private void MaskComparisons()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            if (Fetch().Match(_words[i].Value) is { Success: true } fetch && IsSensitive(fetch.Groups["name"].Value))
            {
                HideUntilCondition(i + 1);
            }

            if (SecretConverter().IsMatch(_words[i].Value))
            {
                Hide(i);
            }
        }
    }

    private void HideUntilCondition(int from)
    {
        for (var i = from; i < _words.Count && _words[i].Value is not ("if" or "unless" or "}"); i++)
        {
            var isFlag = _words[i].Value.StartsWith('-') || _words[i - 1].Value is "-m" or "-f" or "-M" or "-u";
            if (!isFlag)
            {
                Hide(i);
            }
        }
    }

    private void MaskTexts()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            var word = _words[i];
            if (_shown[i] != word)
            {
                continue;
            }

            if (Header().Matches(word.Value).Any(header => IsSensitive(header.Groups["name"].Value)))
            {
                Hide(i);
            }
            else if (Redaction.Text(word.Value) is var masked && masked != word.Value)
            {
                var isPlain = word.Written.Equals(word.Value, StringComparison.Ordinal);
                _shown[i] = isPlain
                    ? new ConfigurationWord(masked, masked)
                    : new ConfigurationWord(Redaction.Mask, Redaction.Mask);
            }
        }
    }

    [GeneratedRegex(@"^[\w./*:+?=&%-]*$", RegexOptions.None, 1000)]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"\$\{(?<name>\w+)-", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VariableWithDefault();

    [GeneratedRegex(
        @"(hdr\w*|cook|cook_\w+|urlp\w*|url_param|var|env|param)\((?<name>[^,)]+)|(?<name>http_auth_pass|http_auth_bearer)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Fetch();

    [GeneratedRegex(@"\b(jwt_\w+|hmac|secure_memcmp|aes_\w+|digest)\([^)]*[""',]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretConverter();

    // A header with its value in one word: reqadd X-Api-Key:\ …
    [GeneratedRegex(@"(^|[\r\n""])\s*(?<name>[\w-]+):\s*[^\s/]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();
}
