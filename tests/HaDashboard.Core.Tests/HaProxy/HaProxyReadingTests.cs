using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class HaProxyReadingTests
{
    // "frontend kubernetes" and "backend kubernetes" in one file are two proxies of one name.
    [Fact]
    public void Find_FrontendAndBackendOfOneName_IsTheOneWithTheServers()
    {
        var backend = A.Proxy("kubernetes", A.Server("master1", proxy: "kubernetes"));
        var frontend = new Proxy(
            backend.Name,
            2,
            new Frontend("kubernetes", "OPEN", A.Row(StatColumns.Empty)),
            null,
            [],
            []
        );
        var reading = new HaProxyReading(A.Process(), StatColumns.Empty, [frontend, backend]);
        Assert.Same(backend, reading.Find("kubernetes"));
        Assert.Same(backend.Servers[0], reading.Find("kubernetes", "master1"));
        Assert.Null(reading.Find("kubernetes", "master2"));
        Assert.Null(reading.Find("other", "master1"));
        Assert.Same(frontend, (reading with { Proxies = [frontend] }).Find("kubernetes"));
    }
}
