using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Core.Tests.Sources;

public sealed class SourceFailureExceptionTests
{
    [Fact]
    public void ToFailure_HandsTheMessageOn()
    {
        var reason = Message.Verbatim("no route to k8smaster1");
        var inner = new IOException("reset");

        var exception = new SourceFailureException(FailureKind.HostUnreachable, reason, inner);

        Assert.Equal(new SourceFailure(FailureKind.HostUnreachable, reason), exception.ToFailure());
        Assert.Same(reason, exception.ToFailure().Message);
        Assert.Equal("no route to k8smaster1", exception.Message);
        Assert.Same(inner, exception.InnerException);
    }
}
