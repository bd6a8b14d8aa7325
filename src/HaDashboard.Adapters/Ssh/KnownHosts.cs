using System.Collections.Immutable;
using HaDashboard.Core.Facts.Sources;

namespace HaDashboard.Adapters.Ssh;

/// <summary>
/// An OpenSSH known_hosts file, read strictly: what it does not say is refused. A line that can't be understood trusts nobody and
/// is named in the refusal, because a typo there is the likeliest reason for one.
/// </summary>
internal sealed class KnownHosts
{
    private const long MaxFileBytes = 16 * 1024 * 1024;

    private readonly string _file;
    private readonly ImmutableArray<KnownHostLine> _lines;
    private readonly ImmutableArray<(int Number, string Problem)> _problems;

    private KnownHosts(string file, ImmutableArray<KnownHostLine> lines, ImmutableArray<(int, string)> problems) =>
        (_file, _lines, _problems) = (file, lines, problems);

    /// <summary>The lines that could not be understood.</summary>
    public ImmutableArray<(int Number, string Problem)> Problems => _problems;

    /// <summary>Reads the file as it is now: at every connect, so an operator's correction needs no restart.</summary>
    /// <exception cref="SourceFailureException">The file is missing, closed to this account, or too big.</exception>
    public static KnownHosts Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaxFileBytes)
            {
                throw new SourceFailureException(
                    FailureKind.LocalFile,
                    $"The known_hosts file {file} is bigger than {MaxFileBytes / 1024 / 1024} MiB."
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

    /// <summary>The types of key the file lists for the host: the server is asked for these first, or it may offer one we can't judge.</summary>
    public ImmutableArray<string> KeyTypesFor(string host, int port) =>
        [
            .. LinesFor(host, port)
                .Where(line => line.Mark == KnownHostMark.None)
                .Select(line => line.Key.Type)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Whether the file names an authority whose host certificates are trusted for the host.</summary>
    public bool HasAuthorityFor(string host, int port) =>
        LinesFor(host, port).Any(line => line.Mark == KnownHostMark.CertAuthority);

    /// <summary>Whether the host may show this key. Null: yes.</summary>
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

    /// <summary>As OpenSSH looks: under <c>[host]:port</c> when the port is not 22, and if that says nothing, under the bare name.</summary>
    private IEnumerable<KnownHostLine> LinesFor(string host, int port)
    {
        var bare = host.ToLowerInvariant();
        if (port == 22)
        {
            return _lines.Where(line => line.Hosts.Matches(bare));
        }

        var full = _lines.Where(line => line.Hosts.Matches($"[{bare}]:{port}")).ToList();
        // A revoked key is revoked under either name, whatever else one of them says.
        return full.Exists(line => line.Mark != KnownHostMark.Revoked)
            ? full.Concat(_lines.Where(line => line.Mark == KnownHostMark.Revoked && line.Hosts.Matches(bare)))
            : full.Concat(_lines.Where(line => line.Hosts.Matches(bare)));
    }

    private SourceFailureException Unknown(string host, int port, HostKey key, List<KnownHostLine> lines)
    {
        var only = lines.Exists(line => line.Mark == KnownHostMark.CertAuthority)
            ? $" (line {lines.Find(line => line.Mark == KnownHostMark.CertAuthority)!.Number} trusts a certificate authority, but the host shows no certificate of it)"
            : "";
        var unread =
            _problems.Length > 0
                ? $" Line {_problems[0].Number} of that file can't be read: {_problems[0].Problem}{(_problems.Length > 1 ? $"; {_problems.Length - 1} more like it" : "")}."
                : "";
        return new(
            FailureKind.HostKeyUnknown,
            $"{Name(host, port)} is not in {_file}{only}: it shows {key}.{unread} {Compare(host, port, key)} If they agree, add its line: {Scan(host, port, key)} >> {_file}"
        );
    }

    private SourceFailureException Changed(string host, int port, HostKey key, List<KnownHostLine> plain)
    {
        var known = plain.Find(line => line.Key.Type == key.Type) ?? plain[0];
        return new(
            FailureKind.HostKeyChanged,
            $"THE HOST KEY OF {Name(host, port)} HAS CHANGED, or somebody is in between: it shows {key}, but {_file} line {known.Number} says {known.Key}. "
                + $"{Compare(host, port, key)} If the node was reinstalled, replace line {known.Number}."
        );
    }

    private SourceFailureException Revoked(string host, int port, HostKey key, KnownHostLine line) =>
        new(
            FailureKind.HostKeyRevoked,
            $"{Name(host, port)} shows {key}, which {_file} line {line.Number} declares revoked: treat the node as compromised until its host key is replaced. {Compare(host, port, key)}"
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
            $"{Name(host, port)} shows {key} with a certificate of the authority in {_file} line {line.Number}, but {problem}. Issue it anew: ssh-keygen -s CA -I {host} -h -n {host} ssh_host_key.pub"
        );

    private static string Compare(string host, int port, HostKey key) =>
        $"Compare with the node itself: on its console, ssh-keygen -lf /etc/ssh/ssh_host_{ShortType(key)}_key.pub; from here, {Scan(host, port, key)} | ssh-keygen -lf -.";

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
