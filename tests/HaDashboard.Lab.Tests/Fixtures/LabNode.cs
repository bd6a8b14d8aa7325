using HaDashboard.Adapters.Ssh.Links;
using Microsoft.Extensions.Logging.Abstractions;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>One node for the dashboard: a real sshd and a real HAProxy.</summary>
internal sealed class LabNode : IAsyncDisposable
{
    private LabNode(SshdProcess sshd, HaProxyProcess haProxy) => (Sshd, HaProxy) = (sshd, haProxy);

    public SshdProcess Sshd { get; }

    public HaProxyProcess HaProxy { get; }

    public static async Task<LabNode> StartAsync(SshdSettings? settings = null)
    {
        var sshd = await SshdProcess.StartAsync(settings);
        try
        {
            return new LabNode(sshd, await HaProxyProcess.StartAsync());
        }
        catch
        {
            await sshd.DisposeAsync();
            throw;
        }
    }

    public SshNodeConnection Connect(TimeSpan? timeout = null, string name = "node") =>
        new(Sshd.Endpoint(timeout, name: name), TimeProvider.System, NullLogger<SshNodeConnection>.Instance);

    public async ValueTask DisposeAsync()
    {
        await HaProxy.DisposeAsync();
        await Sshd.DisposeAsync();
    }
}
