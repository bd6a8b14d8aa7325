using CsCheck;
using HaDashboard.Adapters.Ssh.HostKeys;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.Ssh;

/// <summary>ssh-keygen (OpenSSH 9.2) created the keys and hashed names below, and printed the fingerprints with <c>-l</c>.</summary>
public sealed class KnownHostsTests
{
    private const string A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k";
    private const string B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILwam04Lv7qulAYCzvKLkrdEIVeF4yFqSdzC/NZyt0AY";
    private const string Authority = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFZt9wqMdaHZEu4m0cNz6TgmB4Zpy6ojgcgCTcN/x/sw";
    private const string Ecdsa =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBH/e6+jf9WslxcUnWGY0Oylhp/"
        + "NTJdfR9/AQU6/g1G7XHbKBtWN3lvzmBysxn3DK4AzAsQGNATkxfbCygtuxe/U=";
    private const string Rsa =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDErP3KD9KaJ7VS10IE+7TPDJOAO40Fp4VW51nh8BmW1icCH1douzYWuHklx6AMAE42yDIF+YwljYSJNL30vxHmJi/"
        + "q+mmmWXsTUcJRV0sVYrLlwlieYnbVNngl+eQO15WLlnXU0uSNlSpNz81T9c6PV7x4aQfUSjee/"
        + "V5IxHJiNLFXf56VKjHmhgv9w8E+iZDw2PEOqssrw0hPRwTnoWE/"
        + "yRSocE1rGgERGfnFh0jEMArfHBjnpyKGywPDsXEqOhJ+Ryh4WrBijlTPW3LCccqbfrCETxwdvrsZH7YiPGRfyntJvwuKVM5r4OVKMwghbsrLLUXTVKNxqkpw/"
        + "SVwQv6N";

    private const string HashedExample = "|1|7Ydic+jQRAiccErXDXrXXCa4E2A=|1flPiHsSWvoO0GxvPzj7JUPiJWI="; // k8smaster1.example
    private const string HashedWithPort = "|1|3zbb+s8z7L96IdjE2CExAzVwokY=|udEsue6x979QDVS/WuYH2SKFyz4="; // [10.0.42.11]:2222

    [Theory]
    [InlineData("10.0.42.1", "10.0.42.1", 22)]
    [InlineData("K8sMaster1.Example", "k8smaster1.example", 22)]
    [InlineData("k8smaster1.example", "K8SMASTER1.example", 22)]
    [InlineData("a,b,10.0.42.1", "10.0.42.1", 22)]
    [InlineData("*.example", "k8smaster1.example", 22)]
    [InlineData("k8smaster?.example", "k8smaster1.example", 22)]
    [InlineData("*", "anything", 22)]
    [InlineData("[10.0.42.11]:2222", "10.0.42.11", 2222)]
    [InlineData("[*.example]:2222", "w1.example", 2222)]
    [InlineData("10.0.42.11", "10.0.42.11", 2222)] // As OpenSSH: the plain name counts if the name with the port is not listed.
    [InlineData(HashedExample, "k8smaster1.example", 22)]
    [InlineData(HashedExample, "K8smaster1.Example", 22)]
    [InlineData(HashedWithPort, "10.0.42.11", 2222)]
    [InlineData("fd00::1", "fd00::1", 22)]
    [InlineData("!w1.example,*.example", "w2.example", 22)]
    public void Refuse_ListedHostWithItsKey_IsAccepted(string hosts, string host, int port) =>
        Assert.Null(Parse($"{hosts} {A} a comment").Refuse(host, port, Key(A)));

    [Theory]
    [InlineData("10.0.42.1", "10.0.42.2", 22)]
    [InlineData("10.0.42.1", "10.0.42.11", 22)]
    [InlineData("10.0.42.11", "10.0.42.1", 22)]
    [InlineData("*.example", "example", 22)]
    [InlineData("k8smaster?.example", "k8smaster12.example", 22)]
    [InlineData("[10.0.42.11]:2222", "10.0.42.11", 22)]
    [InlineData("[10.0.42.11]:2222", "10.0.42.11", 2223)]
    [InlineData(HashedExample, "k8smaster2.example", 22)]
    [InlineData(HashedWithPort, "10.0.42.11", 22)]
    [InlineData("!w1.example,*.example", "w1.example", 22)]
    [InlineData("*.example,!w1.example", "w1.example", 22)]
    [InlineData("!w1.example", "w2.example", 22)]
    public void Refuse_HostNotListed_IsUnknown(string hosts, string host, int port) =>
        Assert.Equal(FailureKind.HostKeyUnknown, Parse($"{hosts} {A}").Refuse(host, port, Key(A))?.Kind);

    [Fact]
    public void Refuse_UnknownHost_MessageNamesKeyComparisonAndFile()
    {
        var message = Parse("# empty").Refuse("10.0.42.11", 2222, Key(A))!.Message;

        Assert.Contains("10.0.42.11:2222", message, StringComparison.Ordinal);
        Assert.Contains(
            "ssh-ed25519 SHA256:E7HHggUc3sAe8A/QpNCgpPvKTUtEVgiMnCcPqjCw2e4",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("/etc/known_hosts", message, StringComparison.Ordinal);
        Assert.Contains("ssh-keyscan -t ed25519 -p 2222 10.0.42.11", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_AnotherKeyOfTheSameType_IsChangedAndNamesLine()
    {
        var refusal = Parse($"# comment\n\nh {Rsa}\nh {A}").Refuse("h", 22, Key(B))!;

        Assert.Equal(FailureKind.HostKeyChanged, refusal.Kind);
        Assert.Contains("line 4", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "SHA256:nJKD7FYMqvN8/2nOy1RY+rRdoggBS8aG1IRlZgpCxV0",
            refusal.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "SHA256:E7HHggUc3sAe8A/QpNCgpPvKTUtEVgiMnCcPqjCw2e4",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>The client requests the listed types first. A server that presents another type no longer has the known key.</summary>
    [Fact]
    public void Refuse_OnlyAnotherTypeListed_IsChanged() =>
        Assert.Equal(FailureKind.HostKeyChanged, Parse($"h {Rsa}").Refuse("h", 22, Key(A))?.Kind);

    [Fact]
    public void Refuse_HostWithSeveralKeys_AnyOfThemIsAccepted()
    {
        var hosts = Parse($"h {A}\nh {Ecdsa}\nother,h {Rsa}\nh {B}");

        Assert.All([A, B, Ecdsa, Rsa], key => Assert.Null(hosts.Refuse("h", 22, Key(key))));
        Assert.Equal(["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"], hosts.KeyTypesFor("h", 22));
        Assert.Empty(hosts.KeyTypesFor("another", 22));
    }

    [Theory]
    [InlineData("h", 22)]
    [InlineData("h", 2222)]
    [InlineData("[h]:2222", 2222)]
    public void Refuse_RevokedKeyThatIsAlsoListed_IsRefused(string revokedFor, int port)
    {
        var refusal = Parse($"h {A}\n[h]:2222 {A}\n@revoked {revokedFor} {A}").Refuse("h", port, Key(A))!;

        Assert.Equal(FailureKind.HostKeyRevoked, refusal.Kind);
        Assert.Contains("line 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_KeyRevokedForAnotherHost_IsAccepted() =>
        Assert.Null(Parse($"h {A}\n@revoked g {A}\n@revoked * {B}").Refuse("h", 22, Key(A)));

    [Fact]
    public void Refuse_CertificateOfTrustedAuthority_IsAccepted()
    {
        var hosts = Parse($"@cert-authority *.example {Authority}");

        Assert.True(hosts.HasAuthorityFor("w1.example", 22));
        Assert.False(hosts.HasAuthorityFor("w1.other", 22));
        Assert.Null(hosts.Refuse("w1.example", 22, Key(A), Certificate("w1.example")));
        Assert.Null(hosts.Refuse("W1.example", 22, Key(A), Certificate("*.example")));
    }

    [Theory]
    [InlineData("w2.example", true, false, "valid only for w2.example")]
    [InlineData("w1.example", false, false, "user certificate")]
    [InlineData("w1.example", true, true, "critical options")]
    [InlineData("", true, false, "contains no host name")]
    public void Refuse_CertificateNotValidForHost_MessageSaysWhy(
        string principal,
        bool forHosts,
        bool options,
        string why
    )
    {
        var refusal = Parse($"@cert-authority * {Authority}")
            .Refuse("w1.example", 22, Key(A), Certificate(principal, forHosts, options))!;

        Assert.Equal(FailureKind.HostKeyUnknown, refusal.Kind);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_CertificateOfAnotherAuthority_UsesThePlainKey()
    {
        var stranger = Certificate("h") with { Authority = Key(B) };

        Assert.Null(Parse($"h {A}").Refuse("h", 22, Key(A), stranger));
        Assert.Equal(
            FailureKind.HostKeyUnknown,
            Parse($"@cert-authority h {Authority}").Refuse("h", 22, Key(A), stranger)?.Kind
        );
    }

    [Fact]
    public void Refuse_RevokedAuthority_IsRevoked() =>
        Assert.Equal(
            FailureKind.HostKeyRevoked,
            Parse($"@cert-authority * {Authority}\n@revoked * {Authority}")
                .Refuse("h", 22, Key(A), Certificate("h"))
                ?.Kind
        );

    [Fact]
    public void Refuse_PlainKeyOfHostWithTrustedAuthority_MessageSaysSo() =>
        Assert.Contains(
            "Line 1 trusts a certificate authority",
            Parse($"@cert-authority * {Authority}").Refuse("h", 22, Key(A))!.Message,
            StringComparison.Ordinal
        );

    /// <summary>
    /// The key of the authority is not accepted as a host key. Otherwise the owner of the authority could impersonate every host without a
    /// certificate.
    /// </summary>
    [Fact]
    public void Refuse_TheAuthorityKeyItself_IsUnknown() =>
        Assert.Equal(
            FailureKind.HostKeyUnknown,
            Parse($"@cert-authority * {Authority}").Refuse("h", 22, Key(Authority))?.Kind
        );

    [Theory]
    [InlineData("h ssh-ed25519", "hosts key-type key")]
    [InlineData("h ssh-ed25519 AAAA!", "key is invalid")]
    [InlineData("h ssh-ed25519 AAAA", "key is invalid")]
    [InlineData("h ssh-ed25519 AAAAC3NzaC1", "key is invalid")]
    [InlineData("h ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k", "type")]
    [InlineData("h 2048 65537 1234567890", "key is invalid")]
    [InlineData("|1|xx|yy ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k", "hashed")]
    [InlineData(
        "|2|7Ydic+jQRAiccErXDXrXXCa4E2A=|1flPiHsSWvoO0GxvPzj7JUPiJWI= ssh-ed25519 "
            + "AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k",
        "hashed"
    )]
    [InlineData(
        "@trusted h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k",
        "marker"
    )]
    [InlineData(
        "@REVOKED h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILbtceTLwqqzstbGswpK2dy3l7HVh1YrDsjyyIn3jZ2k",
        "marker"
    )]
    public void Parse_InvalidLine_IsIgnoredAndNamedInTheRefusal(string line, string problem)
    {
        var hosts = Parse($"# first\n{line}");

        Assert.Equal(2, Assert.Single(hosts.Problems).Number);
        var message = hosts.Refuse("h", 22, Key(A))!.Message;
        Assert.Contains("Line 2", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Line 1 of that file cannot be parsed: its key is invalid.")]
    [InlineData("h x", "Line 1 of that file, and 1 other line cannot be parsed: its key is invalid.")]
    [InlineData("h x\nh x", "Line 1 of that file, and 2 other lines cannot be parsed: its key is invalid.")]
    public void Refuse_InvalidLines_NamesTheFirstAndCountsTheOthers(string others, string expected) =>
        Assert.Contains(
            expected,
            Parse($"h ssh-ed25519 x\n{others}").Refuse("h", 22, Key(A))!.Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("  h  {0}")]
    [InlineData("h\t{0}\tcomment")]
    [InlineData("h {0}\r")]
    public void Parse_LineWithRedundantWhitespace_IsValid(string line) =>
        Assert.Null(Parse(line.Replace("{0}", A.Replace(' ', '\t'), StringComparison.Ordinal)).Refuse("h", 22, Key(A)));

    [Fact]
    public void Parse_RandomText_NeverThrowsAndNeverAcceptsAKey()
    {
        string[] pieces =
        [
            "@revoked ",
            "@cert-authority ",
            "|1|",
            "|",
            "!",
            "*",
            "?",
            ",",
            "[",
            "]:",
            " ",
            "\t",
            "\n",
            "#",
            "h",
            "\0",
            "é",
            "ssh-ed25519 ",
            "AAAAC3NzaC1lZDI1NTE5",
            "=",
        ];
        Gen.OneOf(Gen.String, Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Select(string.Concat))
            .Sample(text =>
            {
                var hosts = Parse(text);
                _ = hosts.KeyTypesFor("h", 2222);
                Assert.NotNull(hosts.Refuse("h", 22, Key(A)));
            });
    }

    [Fact]
    public void Parse_PatternWithManyStars_DoesNotTakeExponentialTime()
    {
        var hosts = Parse($"{string.Concat(Enumerable.Repeat("*a", 500))}b {A}");

        Assert.Equal(FailureKind.HostKeyUnknown, hosts.Refuse(new string('a', 2000), 22, Key(A))?.Kind);
    }

    [Fact]
    public void Load_MissingFile_IsNamedInTheFailure()
    {
        var failure = Assert.Throws<SourceFailureException>(() => KnownHosts.Load("/nonexistent/known_hosts"));

        Assert.Equal(FailureKind.LocalFile, failure.Kind);
        Assert.Contains("/nonexistent/known_hosts does not exist", failure.Message, StringComparison.Ordinal);
    }

    private static KnownHosts Parse(string content) => KnownHosts.Parse("/etc/known_hosts", content);

    private static HostKey Key(string line)
    {
        Assert.True(HostKey.TryParse(Convert.FromBase64String(line.Split(' ')[1]), out var key));
        return key;
    }

    private static HostCertificate Certificate(string principal, bool forHosts = true, bool options = false) =>
        new(Key(Authority), forHosts, principal.Length == 0 ? [] : [principal], options);
}
