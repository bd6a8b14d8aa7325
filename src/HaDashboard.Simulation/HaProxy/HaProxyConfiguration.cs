using System.Globalization;

namespace HaDashboard.Simulation.HaProxy;

internal sealed record ServerLine(
    string Name,
    string Address,
    int Port,
    bool Check,
    int Weight,
    bool Backup,
    bool Disabled
)
{
    public int Inter { get; init; } = 2000;

    public int Rise { get; init; } = 2;

    public int Fall { get; init; } = 3;

    /// <summary>True if the line has <c>agent-check</c>.</summary>
    public bool Agent { get; init; }
}

/// <summary>A frontend (without servers) or a backend. The iid numbers proxies in file order; 1 is the proxy of the CLI.</summary>
internal sealed record ProxySection(
    int Iid,
    string Name,
    bool IsFrontend,
    string Mode,
    string Balance,
    string? UseBackend,
    IReadOnlyList<ServerLine> Servers
);

internal sealed record ConfigurationError(int Line, string Message);

/// <summary>The content of haproxy.cfg for a worker. It supports the part of the grammar that the users' files contain.</summary>
internal sealed class HaProxyConfiguration
{
    // The generated `check` script contains the same lists. Both must give the same result for every file.
    public static readonly string[] Keywords =
    [
        "stats",
        "daemon",
        "log",
        "chroot",
        "user",
        "group",
        "maxconn",
        "nbthread",
        "node",
        "description",
        "pidfile",
        "tune.ssl.default-dh-param",
        "tune.bufsize",
        "ca-base",
        "crt-base",
        "ssl-default-bind-ciphers",
        "ssl-default-bind-ciphersuites",
        "ssl-default-bind-options",
        "hard-stop-after",
        "mode",
        "option",
        "timeout",
        "retries",
        "errorfile",
        "bind",
        "use_backend",
        "default_backend",
        "acl",
        "balance",
        "server",
        "default-server",
        "tcp-check",
        "tcp-request",
        "http-request",
        "http-check",
        "disabled",
        "no",
    ];

    public static readonly string[] Sections = ["global", "defaults", "frontend", "backend", "listen"];

    private HaProxyConfiguration(IReadOnlyList<ProxySection> proxies, IReadOnlyList<ConfigurationError> errors)
    {
        Proxies = proxies;
        Errors = errors;
    }

    public IReadOnlyList<ProxySection> Proxies { get; }

    public IReadOnlyList<ConfigurationError> Errors { get; }

    public static HaProxyConfiguration Parse(string text)
    {
        var reader = new Reader();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var hash = line.IndexOf('#');
            var words = (hash < 0 ? line : line[..hash])
                .ToString()
                .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                reader.Read(number, words);
            }
        }

        return new HaProxyConfiguration(reader.Finish(), reader.Errors);
    }

    private sealed class Reader
    {
        private readonly List<ProxySection> _proxies = [];
        private readonly List<ServerLine> _servers = [];
        private string _section = "global";
        private string _mode = "tcp";
        private string _defaultMode = "tcp";
        private string _balance = "roundrobin";
        private string? _useBackend;
        private string? _name;

        public List<ConfigurationError> Errors { get; } = [];

        public void Read(int line, string[] words)
        {
            if (Sections.Contains(words[0], StringComparer.Ordinal))
            {
                Close();
                (_section, _name, _mode) = (words[0], words.Length > 1 ? words[1] : null, _defaultMode);
            }
            else if (!Keywords.Contains(words[0], StringComparer.Ordinal))
            {
                Errors.Add(new ConfigurationError(line, $"unknown keyword '{words[0]}' in '{_section}' section"));
            }
            else
            {
                ReadKeyword(words);
            }
        }

        public List<ProxySection> Finish()
        {
            Close();
            return _proxies;
        }

        private void ReadKeyword(string[] words)
        {
            switch (words[0])
            {
                case "mode" when words.Length > 1:
                    _mode = words[1];
                    _defaultMode = _section == "defaults" ? _mode : _defaultMode;
                    break;
                case "balance" when words.Length > 1:
                    _balance = words[1];
                    break;
                case "use_backend" or "default_backend" when words.Length > 1:
                    _useBackend = words[1];
                    break;
                case "server" when words.Length > 2:
                    _servers.Add(ReadServer(words));
                    break;
            }
        }

        private static ServerLine ReadServer(string[] words)
        {
            var colon = words[2].LastIndexOf(':');
            var address = colon < 0 ? words[2] : words[2][..colon];
            _ = int.TryParse(
                colon < 0 ? "0" : words[2][(colon + 1)..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var port
            );
            var rest = words.AsSpan(3);
            return new ServerLine(
                words[1],
                address,
                port,
                rest.Contains("check"),
                Number(rest, "weight", 1),
                rest.Contains("backup"),
                rest.Contains("disabled")
            )
            {
                Inter = Number(rest, "inter", 2000),
                Rise = Number(rest, "rise", 2),
                Fall = Number(rest, "fall", 3),
                Agent = rest.Contains("agent-check"),
            };
        }

        private static int Number(ReadOnlySpan<string> words, string keyword, int otherwise)
        {
            var at = words.IndexOf(keyword);
            if (at < 0 || at + 1 >= words.Length)
            {
                return otherwise;
            }

            var text = words[at + 1];
            var scale =
                text.EndsWith("ms", StringComparison.Ordinal) ? 1
                : text.EndsWith('s') ? 1000
                : 1;
            return int.TryParse(text.TrimEnd('m', 's'), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value * scale
                : otherwise;
        }

        private void Close()
        {
            if (_name is not null && _section is "frontend" or "backend")
            {
                // The proxy of the CLI has iid 1 and is not shown.
                _proxies.Add(
                    new ProxySection(
                        _proxies.Count + 2,
                        _name!,
                        _section == "frontend",
                        _mode,
                        _balance,
                        _useBackend,
                        [.. _servers]
                    )
                );
            }

            _servers.Clear();
            _useBackend = null;
            _balance = "roundrobin";
        }
    }
}
