using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh.HostKeys;

/// <summary>
/// An OpenSSH known_hosts file. A host key that is not in it is refused. An invalid line is ignored and named in the refusal, because a
/// typo is the most likely reason for a refusal.
/// </summary>
internal sealed class KnownHosts
{
    private const long MaxFileBytes = 16 * 1024 * 1024;

    private readonly string _file;
    private readonly ImmutableArray<KnownHostLine> _lines;
    private readonly ImmutableArray<(int Number, string Problem)> _problems;

    private KnownHosts(string file, ImmutableArray<KnownHostLine> lines, ImmutableArray<(int, string)> problems) =>
        (_file, _lines, _problems) = (file, lines, problems);

    /// <summary>The lines that could not be parsed.</summary>
    public ImmutableArray<(int Number, string Problem)> Problems => _problems;

    /// <summary>Reads the file. It is read at every connect, so that a correction takes effect without a restart.</summary>
    /// <exception cref="SourceFailureException">The file is missing, not readable by this account, or too large.</exception>
    public static KnownHosts Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaxFileBytes)
            {
                throw new SourceFailureException(
                    FailureKind.LocalFile,
                    $"The known_hosts file {file} is larger than {MaxFileBytes / 1024 / 1024} MiB."
                );
            }

            using var reader = new StreamReader(stream);
            return Parse(file, reader.ReadToEnd());
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw LocalFile.Unusable("known_hosts file", file, e);
        }
    }

    public static KnownHosts Parse(string file, string content)
    {
        var lines = ImmutableArray.CreateBuilder<KnownHostLine>();
        var problems = ImmutableArray.CreateBuilder<(int, string)>();
        var number = 0;
        foreach (var text in content.Split('\n'))
        {
            var (line, problem) = KnownHostLine.Parse(++number, text);
            if (line is not null)
            {
                lines.Add(line);
            }

            if (problem is not null)
            {
                problems.Add((number, problem));
            }
        }

        return new KnownHosts(file, lines.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>
    /// The key types that the file contains for the host. The client requests these first; otherwise the server may present a key of
    /// another type, which cannot be verified.
    /// </summary>
    public ImmutableArray<string> KeyTypesFor(string host, int port) =>
        [
            .. LinesFor(host, port)
                .Where(line => line.Mark == KnownHostMark.None)
                .Select(line => line.Key.Type)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>True if the file contains a certificate authority that is trusted for the host.</summary>
    public bool HasAuthorityFor(string host, int port) =>
        LinesFor(host, port).Any(line => line.Mark == KnownHostMark.CertAuthority);

    /// <summary>Why the host key is refused; null if it is accepted.</summary>
    public SourceFailureException? Refuse(string host, int port, HostKey key, HostCertificate? certificate = null)
    {
        var lines = LinesFor(host, port).ToList();
        var revoked = lines.Find(line =>
            line.Mark == KnownHostMark.Revoked && (line.Key == key || line.Key == certificate?.Authority)
        );
        if (revoked is not null)
        {
            return Revoked(host, port, key, revoked);
        }

        var authority = certificate is null
            ? null
            : lines.Find(line => line.Mark == KnownHostMark.CertAuthority && line.Key == certificate.Authority);
        if (authority is not null)
        {
            return certificate!.ProblemFor(host) is { } problem
                ? BadCertificate(host, port, key, authority, problem)
                : null;
        }

        var plain = lines.FindAll(line => line.Mark == KnownHostMark.None);
        if (plain.Exists(line => line.Key == key))
        {
            return null;
        }

        return plain.Count > 0 ? Changed(host, port, key, plain) : Unknown(host, port, key, lines);
    }

    /// <summary>
    /// The lines for the host, found as OpenSSH finds them: under <c>[host]:port</c> if the port is not 22, and under the plain name if
    /// there is no such line.
    /// </summary>
    private IEnumerable<KnownHostLine> LinesFor(string host, int port)
    {
        var bare = host.ToLowerInvariant();
        if (port == 22)
        {
            return _lines.Where(line => line.Hosts.Matches(bare));
        }

        var full = _lines.Where(line => line.Hosts.Matches($"[{bare}]:{port}")).ToList();
        // A key that is revoked under one of the two names is revoked for both.
        return full.Exists(line => line.Mark != KnownHostMark.Revoked)
            ? full.Concat(_lines.Where(line => line.Mark == KnownHostMark.Revoked && line.Hosts.Matches(bare)))
            : full.Concat(_lines.Where(line => line.Hosts.Matches(bare)));
    }

    private SourceFailureException Unknown(string host, int port, HostKey key, List<KnownHostLine> lines)
    {
        var authority = lines.Find(line => line.Mark == KnownHostMark.CertAuthority);
        var noCertificate = authority is null
            ? ""
            : $" Line {authority.Number} trusts a certificate authority, but the host presented no certificate signed by it.";
        return new(
            FailureKind.HostKeyUnknown,
            $"The host key of {Name(host, port)} is not in {_file}. The host presented {key}.{noCertificate}{InvalidLines()} "
                + $"{Compare(host, port, key)} If both are equal, add the key: {Scan(host, port, key)} >> {_file}"
        );
    }

    private string InvalidLines()
    {
        if (_problems.IsEmpty)
        {
            return "";
        }

        var others = _problems.Length > 1 ? $", and {_problems.Length - 1} other lines" : "";
        return $" Line {_problems[0].Number} of that file{others} cannot be parsed: {_problems[0].Problem}.";
    }

    private SourceFailureException Changed(string host, int port, HostKey key, List<KnownHostLine> plain)
    {
        var known = plain.Find(line => line.Key.Type == key.Type) ?? plain[0];
        return new(
            FailureKind.HostKeyChanged,
            $"THE HOST KEY OF {Name(host, port)} HAS CHANGED, which can mean a man-in-the-middle attack. "
                + $"The host presented {key}, but {_file} line {known.Number} contains {known.Key}. "
                + $"{Compare(host, port, key)} If the node was reinstalled, replace line {known.Number}."
        );
    }

    private SourceFailureException Revoked(string host, int port, HostKey key, KnownHostLine line) =>
        new(
            FailureKind.HostKeyRevoked,
            $"{Name(host, port)} presented {key}, which {_file} line {line.Number} marks as revoked. "
                + $"Treat the node as compromised until its host key is replaced. {Compare(host, port, key)}"
        );

    private SourceFailureException BadCertificate(
        string host,
        int port,
        HostKey key,
        KnownHostLine line,
        string problem
    ) =>
        new(
            FailureKind.HostKeyUnknown,
            $"{Name(host, port)} presented {key} with a certificate of the authority in {_file} line {line.Number}, but {problem}. "
                + $"Issue a new certificate: ssh-keygen -s CA -I {host} -h -n {host} ssh_host_key.pub"
        );

    private static string Compare(string host, int port, HostKey key) =>
        $"Compare the key with the node's own: on its console run ssh-keygen -lf /etc/ssh/ssh_host_{ShortType(key)}_key.pub, "
        + $"on this host run {Scan(host, port, key)} | ssh-keygen -lf -.";

    private static string Scan(string host, int port, HostKey key) =>
        $"ssh-keyscan -t {ShortType(key)} -p {port} {host}";

    private static string ShortType(HostKey key) =>
        key.Type switch
        {
            "ssh-ed25519" => "ed25519",
            "ssh-rsa" => "rsa",
            _ when key.Type.StartsWith("ecdsa-", StringComparison.Ordinal) => "ecdsa",
            _ => key.Type,
        };

    private static string Name(string host, int port) =>
        host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
}
