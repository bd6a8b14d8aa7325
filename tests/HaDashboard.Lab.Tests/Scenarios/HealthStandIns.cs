using System.Net;
using System.Security.Cryptography.X509Certificates;
using HaDashboard.Lab.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Lab.Tests.Scenarios;

/// <summary>
/// Simulates /healthz of three controller managers and three schedulers over TLS, always healthy, because KUBEBUILDER_ASSETS contains
/// neither of them.
/// </summary>
internal sealed class HealthStandIns : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HealthStandIns(WebApplication app, int[] ports) => (_app, Ports) = (app, ports);

    /// <summary>The ports of the controller managers, then those of the schedulers.</summary>
    public int[] Ports { get; }

    public static async Task<HealthStandIns> StartAsync(TestAuthority authority)
    {
        int[] ports = [.. Enumerable.Range(0, 2 * KubeApiServers.Size).Select(_ => TestProcess.FreePort())];
        var (pem, key) = authority.Server();
        using var read = X509Certificate2.CreateFromPem(pem, key);
        var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                foreach (var port in ports)
                {
                    kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate));
                }
            });
        var app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("ok"));
        await app.StartAsync();
        return new HealthStandIns(app, ports);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
