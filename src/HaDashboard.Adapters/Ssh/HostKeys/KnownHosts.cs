using System.Collections.Immutable;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

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
    private readonly ImmutableArray<(int Number, Message Problem)> _problems;

    private KnownHosts(string file, ImmutableArray<KnownHostLine> lines, ImmutableArray<(int, Message)> problems) =>
        (_file, _lines, _problems) = (file, lines, problems);

    /// <summary>The lines that could not be parsed.</summary>
    public ImmutableArray<(int Number, Message Problem)> Problems => _problems;

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
                    SshTexts.KnownHostsTooLarge(file, MaxFileBytes / 1024 / 1024)
                );
            }

            using var reader = new StreamReader(stream);
            return Parse(file, reader.ReadToEnd());
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw LocalFile.Unusable(FileRole.KnownHosts, file, e);
        }
    }

    public static KnownHosts Parse(string file, string content)
    {
        var lines = ImmutableArray.CreateBuilder<KnownHostLine>();
        var problems = ImmutableArray.CreateBuilder<(int, Message)>();
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
        var sentences = new List<Message> { SshTexts.HostKeyUnknown(Name(host, port), _file, key) };
        if (lines.Find(line => line.Mark == KnownHostMark.CertAuthority) is { } authority)
        {
            sentences.Add(SshTexts.AuthorityWithoutCertificate(authority.Number));
        }

        if (!_problems.IsEmpty)
        {
            sentences.Add(InvalidLines());
        }

        sentences.Add(Compare(host, port, key));
        sentences.Add(SshTexts.AddHostKey(Scan(host, port, key), _file));
        return new(FailureKind.HostKeyUnknown, Message.Join(" ", sentences));
    }

    private Message InvalidLines()
    {
        var (line, problem) = _problems[0];
        return _problems.Length == 1
            ? SshTexts.InvalidLine(line, problem)
            : SshTexts.InvalidLines(line, _problems.Length - 1, problem);
    }

    private SourceFailureException Changed(string host, int port, HostKey key, List<KnownHostLine> plain)
    {
        var known = plain.Find(line => line.Key.Type == key.Type) ?? plain[0];
        return new(
            FailureKind.HostKeyChanged,
            SshTexts.HostKeyChanged(Name(host, port), key, _file, known.Number, known.Key, Compare(host, port, key))
        );
    }

    private SourceFailureException Revoked(string host, int port, HostKey key, KnownHostLine line) =>
        new(
            FailureKind.HostKeyRevoked,
            SshTexts.HostKeyRevoked(Name(host, port), key, _file, line.Number, Compare(host, port, key))
        );

    private SourceFailureException BadCertificate(
        string host,
        int port,
        HostKey key,
        KnownHostLine line,
        Message problem
    ) =>
        new(
            FailureKind.HostKeyUnknown,
            SshTexts.HostCertificateInvalid(Name(host, port), key, _file, line.Number, problem, host)
        );

    private static Message Compare(string host, int port, HostKey key) =>
        SshTexts.CompareHostKey(ShortType(key), Scan(host, port, key));

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
