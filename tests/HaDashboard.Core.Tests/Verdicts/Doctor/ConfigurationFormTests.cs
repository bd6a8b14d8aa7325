using HaDashboard.Core.Diagnosis.Doctor;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts.Doctor;

/// <summary>The checks read a configuration in every form that HAProxy accepts, and give no result for what they cannot know.</summary>
public sealed class ConfigurationFormTests
{
    private static readonly string[] Ids = ["D3", "D5", "D6", "D9", "D10", "D12"];

    public static TheoryData<string> Forms =>
        [
            Examined.GoodFile.Replace("\n", "\r\n", StringComparison.Ordinal),
            "\ufeff" + Examined.GoodFile.Replace("    ", "\t", StringComparison.Ordinal).TrimEnd(),
            Examined.GoodFile.Replace("api-backend", "\"api-backend\"", StringComparison.Ordinal),
            Examined
                .GoodFile.Replace("defaults", "defaults base", StringComparison.Ordinal)
                .Replace("backend api-backend\n", "backend api-backend from base\n", StringComparison.Ordinal)
                .Replace("frontend api-front", "frontend api-front from base", StringComparison.Ordinal),
            Examined.GoodFile.Replace("4h", "4h # long\n.notice 'read'\n.diag x", StringComparison.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryForm_IsRead(string file)
    {
        Assert.NotEqual(Examined.GoodFile, file);
        var scenario = Examined.Good(file);
        Assert.All(Ids, id => Assert.Equal((id, DoctorState.Pass), (id, scenario.Check(id).State)));
    }

    [Theory]
    [InlineData("D5", "verify required ca-file /etc/kubernetes/pki/ca.crt", "\"$CHECK_OPTIONS\"")]
    [InlineData("D5", "option httpchk GET /readyz", ".if defined(X)\n option httpchk GET /readyz\n .endif")]
    [InlineData("D6", "timeout tunnel 4h", "timeout tunnel \"${TUNNEL-5s}\"")]
    [InlineData(
        "D6",
        "timeout tunnel 4h",
        ".if version_atleast(2.4)\n timeout tunnel 4h\n.else\n timeout tunnel 5s\n.endif"
    )]
    [InlineData("D3", "bind 127.0.0.1:5443", "bind \"$ADDRESS:5443\"")]
    [InlineData(
        "D3",
        "bind 127.0.0.1:5443",
        ".if defined(X)\n bind 127.0.0.1:5443\n.else\n bind 127.0.0.1:5444\n.endif"
    )]
    [InlineData("D9", "/run/haproxy/admin.sock mode 660", "\"$SOCKET\" mode 660")]
    [InlineData("D9", "mode 660", "mode \"$MODE\"")]
    [InlineData("D10", "hard-stop-after 30m", ".if defined(X)\n hard-stop-after 30m\n.endif")]
    [InlineData("D10", "hard-stop-after 30m", "hard-stop-after \"$LIMIT\"")]
    [InlineData("D12", "from-file global", "from-file \"$WHERE\"")]
    public void WhatDependsOnAVariableOrCondition_IsNotChecked(string id, string old, string written)
    {
        Assert.Contains(old, Examined.GoodFile, StringComparison.Ordinal);
        var check = Examined.Good(Examined.GoodFile.Replace(old, written, StringComparison.Ordinal)).Check(id);
        Assert.Contains(check.Notes, note => note.State is DoctorState.NotChecked);
        Assert.DoesNotContain(check.Notes, note => note.State is DoctorState.Fail or DoctorState.Warn);
    }

    [Fact]
    public void ConditionThatChangesNoResult_IsNoReasonForDoubt()
    {
        var file = Examined.GoodFile.Replace(
            "timeout tunnel 4h",
            ".if defined(X)\n timeout tunnel 4h\n.else\n timeout tunnel 4h\n.endif",
            StringComparison.Ordinal
        );
        Assert.Equal(DoctorState.Pass, Examined.Good(file).Check("D6").State);
    }

    [Fact]
    public void Condition_IsNamedWithItsNodes()
    {
        var file = Examined.GoodFile.Replace(
            "hard-stop-after 30m",
            ".if defined(X)\n hard-stop-after 30m\n.endif",
            StringComparison.Ordinal
        );
        var note = Assert.Single(Examined.Good().File(file, on: "k8smaster2").Check("D10").Notes, note =>
            note.State is DoctorState.NotChecked
        );
        Assert.Equal("Not checked: needs the result of the conditions (.if) in haproxy.cfg of k8smaster2.", note.Text);
    }
}
