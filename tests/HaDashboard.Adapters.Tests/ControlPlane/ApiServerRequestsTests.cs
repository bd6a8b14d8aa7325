using System.Text;
using HaDashboard.Adapters.ControlPlane;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Adapters.Tests.ControlPlane;

public sealed class ApiServerRequestsTests
{
    [Theory]
    [InlineData("apiserver_request_total")]
    [InlineData("apiserver_request_count")]
    public void Count_Metrics_SumsAllRequestsAndThoseWithAServerError(string name)
    {
        var text = $$"""
            # TYPE {{name}} counter
            {{name}}{code="200",resource="pods",verb="LIST"} 1e+03
            {{name}}{code="404",resource="pods",verb="GET"} 7
            {{name}}{code="500",resource="pods",verb="GET"} 2
            {{name}}{code="504",resource="leases",verb="PUT"} 3
            {{name}}{code="0",resource="pods",verb="WATCH"} 5
            apiserver_request_terminations_total{code="500"} 99

            """;

        Assert.Equal((1017, 5), ApiServerRequestsProber.Count(Encoding.UTF8.GetBytes(text), Message.Verbatim("there")));
    }

    [Theory]
    [InlineData("go_goroutines 7\n")]
    [InlineData("<html>\n")]
    [InlineData("apiserver_request_total{code=\"200\"} 1")]
    public void Count_OtherText_Throws(string text) =>
        Assert.Equal(
            FailureKind.Malformed,
            Assert
                .Throws<SourceFailureException>(() =>
                    ApiServerRequestsProber.Count(Encoding.UTF8.GetBytes(text), Message.Verbatim("there"))
                )
                .Kind
        );
}
