using System.Globalization;
using System.Text;
using CsCheck;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Adapters.Sources;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Etcd;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

public sealed class EtcdMetricsTests
{
    private static readonly byte[] Real = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Fixtures", "etcd", "metrics-3.4.23.txt")
    );

    [Fact]
    public void Interpret_MetricsOfARealLeader_ReturnsAllValues()
    {
        var member = EtcdProber.Interpret(Answer(200, """{"health":"true"}"""), EtcdMetrics.Parse(Real));

        Assert.Equal(
            (EtcdMemberSource.Metrics, true, "c05a1054be3ba72", "3.4.23"),
            (member.Source, member.Healthy, member.Id, member.Version)
        );
        Assert.Equal((true, true, false), (member.HasLeader, member.IsLeader, member.IsLearner));
        Assert.Equal((1998848L, 1228800L, 2147483648L), (member.DbSizeBytes, member.DbInUseBytes, member.QuotaBytes));
        Assert.Equal(
            (11491L, 11491L, 0L, 1L),
            (member.CommittedIndex, member.AppliedIndex, member.ProposalsFailed, member.LeaderChanges)
        );
        Assert.Empty(member.Alarms);
    }

    [Fact]
    public void Interpret_MetricsOfVersion3_5_ReturnsTheSameValues()
    {
        var metrics = EtcdMetrics.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "etcd", "metrics-3.5.6.txt"))
        );
        var member = EtcdProber.Interpret(Answer(200, """{"health":"true","reason":""}"""), metrics);

        Assert.Equal(
            (EtcdMemberSource.Metrics, true, null, "aec36adc501070cc", "3.5.6"),
            (member.Source, member.Healthy, member.Reason, member.Id, member.Version)
        );
        Assert.Equal((true, true, false), (member.HasLeader, member.IsLeader, member.IsLearner));
        Assert.Equal((2662400L, 2662400L, 2147483648L), (member.DbSizeBytes, member.DbInUseBytes, member.QuotaBytes));
        Assert.Equal(
            (1045L, 1045L, 0L, 0L, 1L),
            (
                member.CommittedIndex,
                member.AppliedIndex,
                member.ProposalsFailed,
                member.ProposalsPending,
                member.LeaderChanges
            )
        );
        Assert.Equal(0.01373, metrics.WalFsync!.Quantile(0.99)!.Value, 5); // 932.58 of 942: between 929 at 8 ms and 934 at 16 ms
        Assert.Equal(0.01337, metrics.BackendCommit!.Quantile(0.99)!.Value, 5);
        Assert.Empty(metrics.PeerRoundTrips); // a single member
        Assert.Empty(member.Alarms);
    }

    [Theory]
    [InlineData(503, """{"health":"false","reason":"ALARM NOSPACE"}""", "NOSPACE")]
    [InlineData(503, """{"health":"false","reason":"RAFT NO LEADER"}""", null)]
    [InlineData(503, """{"health":"false"}""", null)]
    [InlineData(200, "<html>", null)]
    [InlineData(503, """{"health":"true"}""", null)]
    public void Interpret_AnyAnswerButTrue_IsNotHealthy(int status, string health, string? alarm)
    {
        var member = EtcdProber.Interpret(Answer(status, health), EtcdMetrics.Parse(Real));

        Assert.False(member.Healthy);
        Assert.Equal(alarm is null ? [] : [alarm], member.Alarms);
    }

    [Fact]
    public void Parse_MetricsOfAnotherProgram_Throws() =>
        Assert.Throws<MalformedTextException>(() => EtcdMetrics.Parse("go_goroutines 7\n"u8));

    [Fact]
    public void Parse_BucketWithABoundThatIsNoNumber_Throws() =>
        Assert.Equal(
            "The bound 'x\\x1b' of a bucket is not a number.",
            Assert
                .Throws<MalformedTextException>(() =>
                    EtcdMetrics.Parse("etcd_disk_wal_fsync_duration_seconds_bucket{le=\"x\u001b\"} 7\n"u8)
                )
                .Problem
        );

    [Fact]
    public void Parse_TextTruncatedInALine_Throws() =>
        Gen.Int[1, Real.Length - 1]
            .Sample(
                length =>
                {
                    if (Real[length - 1] != '\n')
                    {
                        Assert.Throws<MalformedTextException>(() => Count(Real.AsSpan(0, length)));
                    }
                },
                iter: 300
            );

    [Fact]
    public void Read_ArbitraryBytes_EndsOrThrowsMalformedTextException() =>
        Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Select(Gen.Int[0, Real.Length - 400], Gen.Int[0, 399], Gen.Byte, Flipped))
            .Sample(
                bytes =>
                {
                    try
                    {
                        Count(bytes);
                    }
                    catch (MalformedTextException)
                    {
                        // refused with a message
                    }
                },
                iter: 5000
            );

    [Fact]
    public void Read_WrittenSamples_ReturnsThem() =>
        Gen.Select(Gen.Char['a', 'z'].Array[1, 12], Gen.String[Gen.Char[' ', '~'], 0, 20], Gen.Double[-1e12, 1e12])
            .Sample(
                (name, label, value) =>
                {
                    var escaped = label
                        .Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal);
                    var text = Encoding.UTF8.GetBytes(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"# HELP x y\n{new string(name)}{{le=\"{escaped}\", other=\"1\"}} {value:R} 1700000000000\n"
                        )
                    );
                    var reader = new PrometheusText(text);
                    Assert.True(reader.Read());
                    Assert.Equal(new string(name), Encoding.ASCII.GetString(reader.Name));
                    Assert.Equal("1", reader.Label("other"u8));
                    Assert.Equal(value, reader.Value);
                    Assert.False(reader.Read());
                },
                iter: 2000
            );

    [Theory]
    [InlineData("a +Inf\n", double.PositiveInfinity)]
    [InlineData("a{} NaN\n", double.NaN)]
    [InlineData("a{b=\"}\"} 1.5e+03\n", 1500)]
    public void Read_UnusualNumbersAndBraces_ReturnsTheValue(string text, double value)
    {
        var reader = new PrometheusText(Encoding.UTF8.GetBytes(text));
        Assert.True(reader.Read());
        Assert.Equal(value, reader.Value);
    }

    [Theory]
    [InlineData("a\n")]
    [InlineData("a b\n")]
    [InlineData("a{b} 1\n")]
    [InlineData("a{b=\"c} 1\n")]
    [InlineData("1a 1\n")]
    [InlineData("a 1 x\n")]
    [InlineData("a 1")]
    public void Read_InvalidSample_Throws(string text) =>
        Assert.Throws<MalformedTextException>(() => Count(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Quantile_TwoReadings_UsesTheSamplesBetween_AndIsNullForFewSamples()
    {
        double[] bounds = [0.001, 0.002, 0.004, double.PositiveInfinity];
        var then = new Histogram(bounds, [1000, 1000, 1000, 1000]);

        Assert.Equal(0.00392, new Histogram(bounds, [1000, 1000, 1100, 1100]).Since(then)!.Quantile(0.96)!.Value, 5);
        Assert.Equal(0.004, new Histogram(bounds, [1000, 1000, 1000, 1100]).Since(then)!.Quantile(0.99)!.Value, 5); // above the last bound
        Assert.Null(new Histogram(bounds, [1001, 1001, 1001, 1001]).Since(then)!.Quantile(0.99));
        Assert.Null(new Histogram(bounds, [5, 5, 5, 5]).Since(then)); // after a restart
    }

    private static byte[] Flipped(int start, int at, byte value)
    {
        var bytes = Real.AsSpan(start, 400).ToArray();
        bytes[at] = value;
        return bytes;
    }

    private static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        var reader = new PrometheusText(text);
        while (reader.Read())
        {
            _ = reader.Label("le"u8);
            count++;
        }

        return count;
    }

    private static NodeAnswer Answer(int status, string body) =>
        new(status, Encoding.UTF8.GetBytes(body), TimeSpan.Zero, ServerIdentity.Plain);
}
