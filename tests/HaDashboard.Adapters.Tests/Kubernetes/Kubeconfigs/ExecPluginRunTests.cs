using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes.Credentials;
using HaDashboard.Core.Facts.Sources;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes.Kubeconfigs;

/// <summary>Real plugins, as shell scripts.</summary>
public sealed class ExecPluginRunTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly KubeconfigFolder _files = new();
    private readonly ObservedClock _clock = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(V1)]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task Token_IsRead_WithItsExpiry(string version)
    {
        var script = _files.Script(
            "plugin",
            $$$"""
            echo '{"apiVersion":"{{{version}}}","kind":"ExecCredential","status":{"token":"abc",'
            echo '"expirationTimestamp":"2026-11-22T04:00:00Z"}}'
            echo warning >&2
            """
        );

        var credential = await RunAsync(Plugin(script, version));

        Assert.Equal("Bearer abc", HeaderOf(credential));
        Assert.Equal(_clock.GetUtcNow().AddHours(1), credential.Expires);
    }

    [Fact]
    public async Task ClientCertificate_IsRead()
    {
        var (certificate, key) = _files.Client("viewer");
        var status = new System.Text.Json.Nodes.JsonObject
        {
            ["clientCertificateData"] = certificate,
            ["clientKeyData"] = key,
        };
        _files.Replace(
            "out",
            $$"""{"apiVersion":"{{V1}}","kind":"ExecCredential","status":{{status.ToJsonString()}}}"""
        );

        var credential = await RunAsync(Plugin(_files.Script("plugin", "cat \"$(dirname \"$0\")/out\"")));

        Assert.Equal("CN=viewer", credential.Credential.Certificate!.Subject);
        Assert.True(credential.Credential.Certificate.HasPrivateKey);
        Assert.Null(HeaderOf(credential));
    }

    [Fact]
    public async Task Plugin_GetsArgumentsAndEnvironment_AndNoInputAndNoSettingsOfTheDashboard()
    {
        const string Own = "HaDashboard__Test__Secret";
        Environment.SetEnvironmentVariable(Own, "x");
        var script = _files.Script(
            "plugin",
            $$$"""
            cat >&2
            token="$1-$TEST_NAME-$(echo "$KUBERNETES_EXEC_INFO" | grep -c spec)-${{{{Own}}}:-none}-${HOME:+home}"
            echo "{\"apiVersion\":\"{{{V1}}}\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$token\"}}"
            """
        );

        var credential = await RunAsync(
            Plugin(script) with
            {
                Arguments = ["first"],
                Environment = [KeyValuePair.Create("TEST_NAME", "lab")],
                Info = """{"spec":{"interactive":false}}""",
            }
        );
        Environment.SetEnvironmentVariable(Own, null);

        Assert.Equal("Bearer first-lab-1-none-home", HeaderOf(credential));
    }

    [Theory]
    [InlineData("exit 0", "it printed nothing")]
    [InlineData("echo 'Please visit http://localhost:8000'", "bytes that are not a JSON object")]
    [InlineData("echo '[]'", "bytes that are not a JSON object")]
    [InlineData("echo '{\"token\":\"s3cret\"}'", "it printed no object of the kind ExecCredential")]
    [InlineData(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"s3cret\"}}'",
        "it printed apiVersion client.authentication.k8s.io/v1beta1, and the kubeconfig names " + V1
    )]
    [InlineData(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + V1 + "\"}'",
        "neither a token nor a client certificate"
    )]
    [InlineData(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + V1 + "\",\"status\":{\"token\":\"s3cret s3cret\"}}'",
        "its token contains characters"
    )]
    [InlineData(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" + V1 + "\",\"status\":{\"clientKeyData\":\"s3cret\"}}'",
        "are not a PEM certificate with its key"
    )]
    [InlineData(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\""
            + V1
            + "\",\"status\":{\"token\":\"a\",\"expirationTimestamp\":\"x\"}}'",
        "its expirationTimestamp is not a time"
    )]
    [InlineData("yes s3cret", "it printed more than 1024 KiB")]
    public async Task UnusableOutput_IsExplained_WithoutItsText(string body, string words)
    {
        var failure = await FailsAsync(Plugin(_files.Script("plugin", body)));

        Assert.StartsWith(
            "The exec plugin of the kubeconfig gave no usable credential: ",
            failure,
            StringComparison.Ordinal
        );
        Assert.Contains(words, failure, StringComparison.Ordinal);
        Assert.Contains("(command plugin", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'error: token has expired' >&2; echo more >&2", "error: token has expired")]
    [InlineData("printf '\\n  \\nget: refused\\r\\n' >&2", "get: refused")]
    [InlineData("echo 'refresh_token: s3cret is old' >&2", "refresh_token: <masked> is old")]
    [InlineData("echo 'login --password s3cret failed' >&2", "login --password <masked> failed")]
    [InlineData("echo 'https://me:s3cret@idp/x failed' >&2", "https://<masked>@idp/x failed")]
    [InlineData("echo 'bad: eyJhbGciOiJSUzI1NiIsImtpZCI6ImFiY2RlZiJ9' >&2", "bad: <masked>")]
    public async Task PluginThatFails_IsReportedWithItsFirstError(string body, string line)
    {
        var failure = await FailsAsync(Plugin(_files.Script("plugin", $"{body}; exit 3")));

        Assert.Equal(
            $"The exec plugin of the kubeconfig exited with code 3 (command plugin, first line of stderr: {line}).",
            failure
        );
    }

    [Fact]
    public async Task MissingCommand_IsReportedWithTheInstallHint() =>
        Assert.Equal(
            "The exec plugin of the kubeconfig can't be started: the command is not installed, or not in the PATH of the dashboard "
                + "(command no-such-plugin; the kubeconfig says: Install it from example.com).",
            await FailsAsync(Plugin("no-such-plugin") with { InstallHint = "Install it\nfrom example.com" })
        );

    [Theory]
    [InlineData("exec sleep {0}")]
    [InlineData("sleep {0}")]
    [InlineData("sleep {0} & wait")]
    [InlineData("sleep {0} &")]
    [InlineData("(sleep {0} &) ; exit 0")]
    [InlineData("trap '' TERM INT HUP; sleep {0}; sleep {0}")]
    public async Task PluginThatWaits_IsEndedWithItsProcesses(string body)
    {
        var sleep = ChildProcesses.LongSleep();
        var script = _files.Script(
            "plugin",
            "echo 'Open the browser' >&2\n" + body.Replace("{0}", sleep, StringComparison.Ordinal)
        );

        var running = Assert.ThrowsAsync<SourceFailureException>(() => RunAsync(Plugin(script)));
        await Eventually.TrueAsync(
            () => ChildProcesses.With(sleep) == 1 && _clock.Waits.Contains(Limit),
            "the plugin waits"
        );
        _clock.Advance(Limit - TimeSpan.FromSeconds(1));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var failure = await running;

        Assert.StartsWith(
            "The exec plugin of the kubeconfig gave no token within 10 s (command plugin",
            failure.Message,
            StringComparison.Ordinal
        );
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 0, "no process is left");
    }

    [Fact]
    public async Task Stop_EndsThePlugin()
    {
        var sleep = ChildProcesses.LongSleep();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var running = new ExecPluginRun(Plugin("sleep") with { Arguments = [sleep] }, Limit, _clock).RunAsync(
            stop.Token
        );
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 1, "the plugin waits");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.TrueAsync(() => ChildProcesses.With(sleep) == 0, "no process is left");
    }

    private static ExecPlugin Plugin(string command, string version = V1) =>
        new(command, ImmutableArray<string>.Empty, [], version, "{}", null);

    private Task<ExecCredential> RunAsync(ExecPlugin plugin) =>
        new ExecPluginRun(plugin, Limit, _clock).RunAsync(Cancelled);

    private async Task<string> FailsAsync(ExecPlugin plugin)
    {
        var failure = await Assert.ThrowsAsync<SourceFailureException>(() => RunAsync(plugin));
        Assert.Equal(FailureKind.LocalFile, failure.Kind);
        return failure.Message;
    }

    private static string? HeaderOf(ExecCredential credential)
    {
        using var request = new HttpRequestMessage();
        credential.Credential.Sign(request);
        return request.Headers.Authorization?.ToString();
    }
}
