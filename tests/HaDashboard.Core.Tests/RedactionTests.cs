using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests;

public sealed class RedactionTests
{
    private const string M = Redaction.Mask;

    [Theory]
    // A flag that sounds like a secret: its value goes, unless it is a path or a switch.
    [InlineData("--token=abc", $"--token={M}")]
    [InlineData("--password=hunter2", $"--password={M}")]
    [InlineData("--passwd=hunter2", $"--passwd={M}")]
    [InlineData("--db-pwd=hunter2", $"--db-pwd={M}")]
    [InlineData("--client-secret=abc", $"--client-secret={M}")]
    [InlineData("--encryption-key=c2VjcmV0", $"--encryption-key={M}")]
    [InlineData("--apiKey=abc", $"--apiKey={M}")]
    [InlineData("--TOKEN=abc", $"--TOKEN={M}")]
    [InlineData("-Dspring.password=abc", $"-Dspring.password={M}")]
    [InlineData("PASSWORD=abc", $"PASSWORD={M}")]
    [InlineData("--token=a=b=c", $"--token={M}")]
    [InlineData("--token=line1\nline2", $"--token={M}")]
    [InlineData("--key=/9j/4AAQSkZJRgABAQ", $"--key={M}")]
    [InlineData("--key=/etc/passwd and more", $"--key={M}")]
    [InlineData(
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key"
    )]
    [InlineData(
        "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
        "--service-account-key-file=/etc/kubernetes/pki/sa.pub"
    )]
    [InlineData("--enable-bootstrap-token-auth=true", "--enable-bootstrap-token-auth=true")]
    [InlineData("--token=", "--token=")]
    // What says nothing secret is shown as it is.
    [InlineData("--advertise-address=10.0.42.1", "--advertise-address=10.0.42.1")]
    [InlineData("--authorization-mode=Node,RBAC", "--authorization-mode=Node,RBAC")]
    [InlineData("kube-apiserver", "kube-apiserver")]
    // Secrets that are recognized by their format, at any position.
    [InlineData("--etcd-servers=https://root:hunter2@10.0.0.1:2379", $"--etcd-servers=https://{M}@10.0.0.1:2379")]
    [InlineData("Authorization: Bearer abcdef", $"Authorization: Bearer {M}")]
    [InlineData("--header=X: Basic dTpw", $"--header=X: Basic {M}")]
    [InlineData("--url=https://x/?a=1&access_token=abc", $"--url=https://x/?a=1&access_token={M}")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.sig-nature", M)]
    [InlineData("abcdef.0123456789abcdef", M)]
    [InlineData("AKIAIOSFODNN7EXAMPLE", M)]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", M)]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE", M)]
    // A script: from the first secret on nothing is shown.
    [InlineData("exec tool --token abc --verbose", $"exec tool --token {M}")]
    [InlineData("export PASSWORD='a b c'; run", $"export PASSWORD={M}")]
    [InlineData("echo password: hunter2", $"echo password: {M}")]
    [InlineData("cat --key /etc/tls/x.key", "cat --key /etc/tls/x.key")]
    [InlineData("--set=db.password=abc", $"--set=db.password={M}")]
    public void Argument(string argument, string shown) =>
        Assert.Equal(shown, Assert.Single(Redaction.CommandLine([argument])));

    [Theory]
    [InlineData("abc", M)]
    [InlineData("--x=abc", M)]
    [InlineData("/etc/kubernetes/token", "/etc/kubernetes/token")]
    public void TheValueAfterABareFlag_IsMaskedUnlessAPath(string next, string shown) =>
        Assert.Equal(["tool", "--token", shown, "last"], Redaction.CommandLine(["tool", "--token", next, "last"]));

    [Fact]
    public void ATextMadeToKeepUsBusy_IsMaskedInTime()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Redaction.CommandLine([string.Concat(Enumerable.Repeat("a=\"", 6_000))]);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }
}
