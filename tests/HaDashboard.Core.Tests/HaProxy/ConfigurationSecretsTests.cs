using HaDashboard.Core.Facts.HaProxy.Configuration;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class ConfigurationSecretsTests
{
    [Theory]
    [InlineData(
        @"option httpchk GET /healthz HTTP/1.1\r\nHost:\ kube\r\nAuthorization:\ Bearer\ hunter2",
        @"option httpchk GET /healthz HTTP/1.1\r\n<masked>"
    )]
    [InlineData(
        @"option httpchk GET /healthz HTTP/1.0\r\nAuthorization:\ Basic\ hunter2",
        @"option httpchk GET /healthz HTTP/1.0\r\n<masked>"
    )]
    [InlineData(
        @"option httpchk GET /healthz ""HTTP/1.0\r\nX-Api-Key: hunter2""",
        @"option httpchk GET /healthz HTTP/1.0\r\n<masked>"
    )]
    [InlineData(
        @"option httpchk GET /healthz HTTP/1.0\x0d\x0aX-Api-Key:\x20hunter2",
        @"option httpchk GET /healthz HTTP/1.0\r\n<masked>"
    )]
    [InlineData(
        @"option httpchk GET /healthz HTTP/1.0\r\nX-Api-Key: hunter2",
        @"option httpchk GET /healthz HTTP/1.0\r\n<masked> <masked>"
    )]
    [InlineData("option httpchk GET /healthz?apikey=hunter2", "option httpchk GET /healthz?apikey=<masked>")]
    [InlineData(
        "http-check send meth GET uri /readyz hdr Authorization \"Bearer hunter2\"",
        "http-check send meth GET uri /readyz hdr Authorization <masked>"
    )]
    [InlineData(
        "http-check send hdr Host kube hdr X-Whatever hunter2",
        "http-check send hdr Host kube hdr X-Whatever <masked>"
    )]
    [InlineData("http-check send meth POST body hunter2", "http-check send meth POST body <masked>")]
    [InlineData(@"tcp-check send AUTH\ hunter2\r\n", "tcp-check send <masked>")]
    [InlineData("tcp-check send-lf hunter2 comment login", "tcp-check send-lf <masked> comment login")]
    [InlineData("tcp-check send-binary 68756e74657232", "tcp-check send-binary <masked>")]
    [InlineData(
        "server s 10.0.0.1:80 agent-check agent-send hunter2",
        "server s 10.0.0.1:80 agent-check agent-send <masked>"
    )]
    [InlineData("setenv TOKEN hunter2", "setenv TOKEN <masked>")]
    [InlineData("presetenv ANY \"hunter2\"", "presetenv ANY <masked>")]
    [InlineData("cluster-secret hunter2", "cluster-secret <masked>")]
    [InlineData("user bob insecure-password \"hunter2\"", "user bob insecure-password <masked>")]
    [InlineData("stats auth \"admin\":hunter2", "stats auth <masked>")]
    [InlineData(@"reqadd X-Api-Key:\ hunter2", "reqadd <masked>")]
    [InlineData(@"http-request set-header X-Any Bearer\ hunter2", "http-request set-header X-Any <masked>")]
    [InlineData(
        "http-request replace-header Cookie (.*) hunter2 if TRUE",
        "http-request replace-header Cookie <masked> <masked> if TRUE"
    )]
    [InlineData("http-request set-var(txn.token) str(hunter2) if x", "http-request set-var(txn.token) <masked> if x")]
    [InlineData("set-var proc.apikey str(hunter2)", "set-var proc.apikey <masked>")]
    [InlineData("acl ok req.hdr(X-Api-Key) -m str hunter2", "acl ok req.hdr(X-Api-Key) -m str <masked>")]
    [InlineData(
        "http-request deny unless { req.hdr(authorization) hunter2 }",
        "http-request deny unless { req.hdr(authorization) <masked> }"
    )]
    [InlineData(
        "http-request deny unless { http_auth_bearer,jwt_verify(txn.alg,\"hunter2\") 1 }",
        "http-request deny unless { <masked> <masked> }"
    )]
    [InlineData("log-format-sd '[t@1 token=\"hunter2\"]'", "log-format-sd <masked>")]
    [InlineData("lua-load /etc/haproxy/a.lua hunter2", "lua-load /etc/haproxy/a.lua <masked>")]
    [InlineData("command /usr/bin/agent --any hunter2", "command /usr/bin/agent <masked> <masked>")]
    [InlineData("bind \"${API_TOKEN-hunter2}\"", "bind <masked>")]
    [InlineData(".if streq(\"$API_TOKEN\",hunter2)", ".if <masked>")]
    public void Secret_IsMasked(string line, string shown)
    {
        var file = ConfigurationFile.Of(line, isCut: false);
        Assert.Equal(["    " + shown], file.Lines);
        Assert.DoesNotContain("hunter2", string.Join(' ', file.Content[0].Words), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("option httpchk GET /readyz HTTP/1.1")]
    [InlineData("http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host kube hdr User-Agent haproxy")]
    [InlineData("http-check expect status 200")]
    [InlineData("bind *:6443 ssl crt /etc/haproxy/certs/site.pem alpn h2,http/1.1")]
    [InlineData("server s 10.0.0.1:6443 check check-ssl verify required ca-file /etc/kubernetes/pki/ca.crt")]
    [InlineData("http-request set-header X-Forwarded-Proto https if { ssl_fc }")]
    [InlineData("load crt a.pem key /etc/haproxy/certs/a.key")]
    [InlineData("http-request redirect scheme https unless { ssl_fc }")]
    [InlineData("cookie SRV insert indirect nocache")]
    [InlineData("log 127.0.0.1:514 local0 notice")]
    [InlineData("tcp-check expect string +OK")]
    [InlineData("stats uri /haproxy?stats")]
    public void HarmlessLine_IsShown(string line) =>
        Assert.Equal(["    " + line], ConfigurationFile.Of(line, isCut: false).Lines);

    [Fact]
    public void TwoSecrets_AreNotTheSame() =>
        Assert.NotEqual(
            ConfigurationFile.Of(@"tcp-check send AUTH\ one\r\n", isCut: false).Content[0],
            ConfigurationFile.Of(@"tcp-check send AUTH\ two\r\n", isCut: false).Content[0]
        );
}
