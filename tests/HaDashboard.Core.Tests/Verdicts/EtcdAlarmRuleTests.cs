using HaDashboard.Core.Diagnosis.Rules.Etcd;
using Xunit;

namespace HaDashboard.Core.Tests.Verdicts;

/// <summary>A member with an alarm runs and counts for the quorum: the alarm is the finding.</summary>
public sealed class EtcdAlarmRuleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void AlarmOnEveryMember_IsTheFinding_AndNoMemberIsDown(int masters)
    {
        var verdict = new Play(masters).EtcdAlarm("NOSPACE").At(60).EtcdAlarm("NOSPACE").Verdict;

        Assert.Equal(masters, verdict.Findings.Count(finding => finding.Rule == EtcdAlarmRule.Id));
        Assert.DoesNotContain(verdict.Findings, finding => finding.Rule == EtcdMemberDownRule.Id);
        Assert.DoesNotContain(verdict.Findings, finding => finding.Rule == EtcdQuorumLostRule.Id);
    }

    [Fact]
    public void UnhealthyMemberWithoutAnAlarm_IsNoAlarm()
    {
        var verdict = new Play(3).EtcdUnwell(2).At(60).EtcdUnwell(2).Verdict;

        Assert.DoesNotContain(verdict.Findings, finding => finding.Rule == EtcdAlarmRule.Id);
        Assert.Contains(verdict.Findings, finding => finding.Rule == EtcdMemberDownRule.Id);
    }
}
